"""Requests: drafting them, on paper too, and how their moves are carried out. Nothing here commits."""

from collections.abc import Iterator

from flask_babel import gettext as _

from qyzmet import clock, context, rights
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Kind
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import NotYours
from qyzmet.vocabulary import PARTY_TITLES, OrganisationKind, Party

from ..filing import filing
from ..filing import on_paper as paper
from ..filing.on_paper import Paper
from ..models import AutomationRequest
from ..procedure.request import REQUESTS
from ..procedure.review import COMPARED
from ..review import review
from . import against


def draft(data: Body, on_paper: Paper | None = None) -> AutomationRequest:
    """¶ 8.1: a new draft of the state body that the actor prepares requests for, with whatever is known already.

    One that came on paper is registered by a clerk (H12). Raises NotYours, and Invalid for a paper that cannot be
    registered and for data that refers to what is not there.
    """
    actor = context.actor()
    role = rights.may_start_request(actor) if on_paper is None else rights.may_register_request(actor)
    if role is None or actor.user is None:
        raise NotYours(
            _("A request for automation is drafted by a specialist or the head of a state body.")
            if on_paper is None
            else _("A request that came on paper is registered by a clerk."),
            rule="¶ 8.1" if on_paper is None else "H12",
            who_may=[_(PARTY_TITLES[Party.STATE_BODY])],
        )
    filer = role.organisation
    if on_paper is not None:
        filer = paper.filer(on_paper, role, (OrganisationKind.STATE_BODY,))
    made = filing.begin(AutomationRequest, REQUESTS, filer, on_paper, role.organisation)
    if data:
        engine.save(made, data)
    return made


def _after_save(request: AutomationRequest) -> None:
    request.title = filing.title_of(request.data.get("function"))
    papers = request.data.get("technical_documents") or []
    filing.tie_documents(request, [each["document"] for each in papers if each.get("document")])


def _searched(request: AutomationRequest) -> Iterator[str]:
    """Row 1 whole, which the title may shorten, and the acts of row 2."""
    yield str(request.data.get("function") or "")
    for act in request.data.get("acts") or ():
        yield f"{act.get('title') or ''} {act.get('number') or ''}"


def _submit(request: AutomationRequest, body: Body, act: Act) -> None:
    filing.file(request, filing.addressees(), act)


KIND = Kind(
    tables={REQUESTS.edition: REQUESTS},
    model=AutomationRequest,
    guards={
        "save": against.against_saving,
        "submit": against.against_submitting,
        "return": against.against_returning,
        **review.GUARDS,
    },
    exclusions=review.EXCLUSIONS,
    changes={"submit": _submit, **review.CHANGES},
    undoings={"submit": filing.take_back, **review.UNDOINGS},
    # H12: the term of a paper counts from the day on which it came in.
    events={"opinion": lambda request, act: clock.at(request.received_on) if request.received_on else act.at},
    after_save=_after_save,
    compared=COMPARED,
    searched=_searched,
    cites=lambda request: request.data.get("acts") or (),
)
