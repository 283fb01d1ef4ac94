"""Users: added and changed by administrators. Services never commit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from qyzmet import clock, texts
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.identity import masked
from qyzmet.people.accounts.sessions import chain_of
from qyzmet.people.models import User
from qyzmet.procedure.refusals import Invalid, Stale
from qyzmet.translating import gettext as _


@dataclass(frozen=True)
class Person:
    """What is kept of a person; the e-mail in lower case."""

    iin: str
    surname: str
    given_name: str
    patronymic: str
    post: str
    email: str
    language: str


def normal_email(text: str) -> str:
    """An e-mail address as it is kept: without blanks around, in lower case."""
    return texts.without_marks(text).strip().lower()


def facts_of(user: User) -> dict[str, Any]:
    """What the audit trail keeps of a person: the IIN masked, for auditors read the trail."""
    return {
        "iin": masked(user.iin),
        "name": user.full_name,
        "post": user.post,
        "email": user.email,
        "language": user.language,
        "left_on": user.left_on.isoformat() if user.left_on else None,
    }


def by_email(email: str) -> User | None:
    """The user with this e-mail."""
    return db.session.scalars(select(User).where(User.email == normal_email(email))).first()


def by_public_id(public_id: str) -> User | None:
    """The user of an id such as U-4."""
    number = _number_of(public_id)
    return None if number is None else db.session.get(User, number)


def by_public_ids(public_ids: Iterable[str]) -> dict[str, User]:
    """Those of these ids that there are, by their id."""
    numbers = {number for each in public_ids if (number := _number_of(each)) is not None}
    return {each.public_id: each for each in db.session.scalars(select(User).where(User.id.in_(numbers)))}


def _number_of(public_id: str) -> int | None:
    found = re.fullmatch(r"U-([1-9][0-9]{0,17})", public_id, re.ASCII)
    return int(found[1]) if found else None


def by_iin(iin: str) -> User | None:
    """The user with this IIN."""
    return db.session.scalars(select(User).where(User.iin == iin)).first()


def add(person: Person) -> User:
    """Add a user without a password and without roles. Raises Invalid where the IIN or the e-mail is known."""
    _refuse_known(person, None)
    user = User(**_columns(person), created_at=clock.now())
    try:
        # Two administrators may add the same person at the same instant: the database decides.
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        raise _taken("email") from error
    audit.record("add_user", chain=chain_of(user), subject=user.public_id, after=facts_of(user))
    return user


def change(user: User, person: Person, *, expected_version: int) -> None:
    """Change what is kept of a person. Raises Stale where somebody else saved since `expected_version`, and Invalid."""
    # Without those that refer: an act that tells this person something holds the audit trail, which is needed below.
    lock(user, expected_version, with_referring=False)
    _refuse_known(person, user)
    before, old_iin = facts_of(user), user.iin
    for name, value in _columns(person).items():
        if getattr(user, name) != value:
            setattr(user, name, value)
    after = facts_of(user)
    if after == before and old_iin == user.iin:
        return
    if old_iin != user.iin:
        # Masked they may read alike, so the trail says that it changed.
        after["iin_changed"] = True
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise _taken("email") from error
    audit.record("change_user", chain=chain_of(user), subject=user.public_id, before=before, after=after)


def lock(user: User, expected_version: int | None = None, *, with_referring: bool = True) -> None:
    """Let nobody else change the user until this transaction ends. Raises Stale where the version is another one.

    `with_referring` also waits for, and keeps away, new rows that refer to the user: who moves them all needs that.
    """
    db.session.flush()
    db.session.refresh(user, with_for_update={"key_share": not with_referring})
    if expected_version is not None and user.version != expected_version:
        raise Stale(
            _(
                "This was changed in the meantime, by somebody else or by you in another tab. "
                "Look at the newest version."
            )
        )


def record_view_of_iin(user: User) -> None:
    """Write down that the current actor saw the user's IIN whole."""
    audit.record("viewed_iin", chain=chain_of(user), subject=user.public_id)


def _columns(person: Person) -> dict[str, str]:
    return {
        "iin": person.iin,
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "post": person.post,
        "email": normal_email(person.email),
        "language": person.language,
    }


def _refuse_known(person: Person, this: User | None) -> None:
    for field, there in (("iin", by_iin(person.iin)), ("email", by_email(person.email))):
        if there is not None and (this is None or there.id != this.id):
            raise _taken(field, there)


def _taken(field: str, there: User | None = None) -> Invalid:
    if field == "iin" and there is not None:
        text = _(
            "A user with this IIN is there already: %(user)s. Open that page and give a role.", user=there.full_name
        )
    elif there is not None:
        text = _(
            "This e-mail belongs to another user: %(user)s. Each user needs one of their own.", user=there.full_name
        )
    else:
        text = _("A user with this IIN or e-mail was added at the same moment. Look in the list of users.")
    return Invalid(text, errors={field: [text]})
