"""Filling in a request: what is saved may be incomplete, but services and programmes that it names exist (¶ 8.1)."""

from collections.abc import Iterator

from sqlalchemy import select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ...programmes.citations import citing, keeping
from ..filing import drafting
from ..models import AutomationRequest
from . import from_passport


def against_saving(request: AutomationRequest, data: Body, actor: Actor) -> list[Reason]:
    """A draft may be incomplete, but the services, the programmes and the passport that it names exist."""
    return [*_unknown_services(data), *_unknown_programmes(data), *from_passport.against(request, data)]


def _unknown_services(data: Body) -> Iterator[Reason]:
    for index, system in enumerate(data.get("existing_systems") or []):
        number = system.get("service")
        if number and not _exists(str(number), "services"):
            yield Reason(
                _("There is no such service in the catalogue: %(number)s.", number=number),
                field=f"data.existing_systems.{index}.service",
            )


def _unknown_programmes(data: Body) -> Iterator[Reason]:
    for field, number in citing.unknown(data.get("programmes") or []):
        yield Reason(_("There is no such programme in the register: %(number)s.", number=number), field=field)


def _exists(number: str, kind: str) -> bool:
    return db.session.scalar(select(Procedure.id).where(Procedure.number == number, Procedure.kind == kind)) is not None


def after_save(request: AutomationRequest) -> None:
    """Empty rows are filled from the passport; lists, cited programmes and documents follow the data."""
    from_passport.follow(request)
    cited = request.data.get("programmes") or []
    completed = citing.completed(cited)
    if completed is not None:
        request.data = {**request.data, "programmes": completed}
    keeping.keep(request, cited)
    request.title = drafting.title_of(request.data.get("function"))
    papers = request.data.get("technical_documents") or []
    drafting.tie_documents(request, [each["document"] for each in papers if each.get("document")])


SAVE = Action("save", against=against_saving)
