"""Filling in a request: what is saved may be incomplete, but the services that it names exist (¶ 8.1)."""

from collections.abc import Iterator

from sqlalchemy import select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ..filing import drafting
from ..models import AutomationRequest
from . import from_passport


def against_saving(request: AutomationRequest, data: Body, actor: Actor) -> list[Reason]:
    """A draft may be incomplete, but the services and the passport that it names exist."""
    return [*_unknown_services(data), *from_passport.against(request, data)]


def _unknown_services(data: Body) -> Iterator[Reason]:
    for index, system in enumerate(data.get("existing_systems") or []):
        number = system.get("service")
        if number and not _exists(str(number), "services"):
            yield Reason(
                _("There is no such service in the catalogue: %(number)s.", number=number),
                field=f"data.existing_systems.{index}.service",
            )


def _exists(number: str, kind: str) -> bool:
    return db.session.scalar(select(Procedure.id).where(Procedure.number == number, Procedure.kind == kind)) is not None


def after_save(request: AutomationRequest) -> None:
    """Empty rows are filled from the passport; what lists show and the documents follow the data."""
    from_passport.follow(request)
    request.title = drafting.title_of(request.data.get("function"))
    papers = request.data.get("technical_documents") or []
    drafting.tie_documents(request, [each["document"] for each in papers if each.get("document")])


SAVE = Action("save", against=against_saving)
