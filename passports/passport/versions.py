"""The versions of one passport, and what comes after one of them."""

from collections.abc import Sequence

from sqlalchemy import select

from qyzmet import context, rights
from qyzmet.database import db

from ..models import FunctionPassport
from ..procedure.passport import WITHDRAWN


def of(passport: FunctionPassport) -> list[FunctionPassport]:
    """All versions that the reader may know of, the newest first."""
    family = passport.family
    model = FunctionPassport
    query = select(model).where((model.id == family) | (model.family_id == family)).order_by(model.id.desc())
    actor = context.actor()
    return [each for each in _read(query) if rights.may_know(actor, each)]


def _read(query: object) -> Sequence[FunctionPassport]:
    return db.session.scalars(query).all()  # type: ignore[call-overload,no-any-return]


def next_of(passport: FunctionPassport) -> FunctionPassport | None:
    """The newest draft or version that is to take its place, or took it; looked up anew, for acts."""
    model = FunctionPassport
    query = select(model).where(model.predecessor_id == passport.id, model.state != WITHDRAWN)
    return db.session.scalars(query.order_by(model.id.desc()).limit(1)).first()
