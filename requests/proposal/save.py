"""Filling in a proposal: what is saved may be incomplete, but the state body that it names exists (¶ 8.2)."""

from collections.abc import Mapping
from typing import Any

from qyzmet.context import Actor
from qyzmet.people.models import Organisation
from qyzmet.people.organisations import organisations
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import OrganisationKind

from ..filing import drafting
from ..models import Proposal


def concerned(data: Mapping[str, Any]) -> Organisation | None:
    """The state body whose function the proposal concerns, if there is one that works under that BIN."""
    found = organisations.by_bin(str(data.get("state_body") or ""))
    return found if found is not None and found.kind is OrganisationKind.STATE_BODY and found.works else None


def against_saving(proposal: Proposal, data: Body, actor: Actor) -> list[Reason]:
    """A draft may be incomplete, but the state body that it names exists."""
    if data.get("state_body") and concerned(data) is None:
        return [Reason(_("There is no state body with this BIN here."), field="data.state_body")]
    return []


def after_save(proposal: Proposal) -> None:
    """What lists show, and the documents that the data name, follow the data."""
    proposal.title = drafting.title_of(proposal.data.get("function"))
    drafting.tie_documents(proposal, proposal.data.get("documents") or [])


SAVE = Action("save", against=against_saving)
