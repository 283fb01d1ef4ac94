"""¶ 42: drafts of announcements: the integrator makes them from an approved design assignment. Nothing here commits."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure import engine, finding, numbers
from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act, ProcedureParty
from qyzmet.procedure.refusals import Invalid, NotYours, Reason
from qyzmet.search import indexing
from qyzmet.vocabulary import PARTY_TITLES, Channel, Party

from ...requests.assignment import kind, versions
from ...requests.filing import drafting, filing
from ...requests.models import DesignAssignment
from ..models import Tender
from ..procedure.states import DRAFT
from ..procedure.tender import TENDERS
from . import design_assignment

# Of the assignment's parties; the State Technical Service has agreed to it and has no part in the tender.
_CARRIED_OVER = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY)


def draft(data: Mapping[str, Any]) -> Tender:
    """A new draft of an announcement; its terms count from the approval of the assignment (¶ 42).

    Title and contact may come later: without a title it has the assignment's. Raises NotYours, and Invalid where the
    assignment is not there or is not to be tendered.
    """
    actor = context.actor()
    if rights.may_start_tender(actor) is None:
        raise NotYours(
            _("An announcement is drafted by a specialist or the head of the service integrator."),
            rule="¶ 42",
            who_may=[_(PARTY_TITLES[Party.INTEGRATOR])],
        )
    assignment = _assignment(str(data.get("assignment") or ""), actor)
    # Two who begin at once: the second waits here and finds the tender of the first.
    engine.lock(assignment)
    reasons = [*design_assignment.against_tendering(assignment), *design_assignment.against_another(assignment)]
    if reasons:
        raise _invalid(reasons)
    approval = versions.approval_of(assignment)
    title = str(data.get("title") or "").strip() or assignment.title
    kept = {"assignment": assignment.public_number, "title": title, "contact": str(data.get("contact") or "")}
    made = begin(assignment, kept)
    prepare(made, approval)
    return made


def begin(assignment: DesignAssignment, data: Mapping[str, Any], previous: Tender | None = None) -> Tender:
    """The row of a draft with its number, its parties and the beginning of its audit trail; no term runs yet."""
    general = assignment.data.get("general") or {}
    made = Tender(
        kind=TENDERS.kind,
        draft_number=numbers.draft_number(TENDERS.prefix),
        # An announcement has its number from the beginning: the customer consents to it under that number.
        number=numbers.next_number(TENDERS.prefix),
        state=TENDERS.first,
        edition_key=assignment.edition_key,
        channel=Channel.PORTAL,
        data=dict(data),
        created_by=context.actor().user,
        created_at=clock.now(),
        submitted_at=clock.now(),
        assignment=assignment,
        object=str(general.get("object") or ""),
        mechanism=str(general.get("mechanism") or ""),
        previous=previous,
    )
    for party in TENDERS.parties:
        organisation = _party(party, assignment, previous)
        if organisation is not None:
            made.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    after_save(made)
    db.session.add(made)
    db.session.flush()
    audit.record(
        "create",
        chain=engine.chain_of(made),
        subject=made.public_number,
        after={"state": made.state, "edition": made.edition_key, "data": made.data},
    )
    indexing.index(made)
    return made


def _party(party: Party, assignment: DesignAssignment, previous: Tender | None) -> Organisation | None:
    if previous is not None:
        return previous.party(party)
    return assignment.party(party) if party in _CARRIED_OVER else filing.working(party)


def prepare(tender: Tender, cause: Act) -> None:
    """¶ 42: the announcement is to be prepared; its terms count from the act that it follows from."""
    engine.follow(tender, "prepare", cause, {"assignment": tender.assignment.public_number, "at": cause.at.isoformat()})


def _assignment(number: str, actor: Actor) -> DesignAssignment:
    if not number:
        raise _invalid([Reason(_("Fill this in"), field=design_assignment.FIELD)])
    found = finding.find(number, [kind.KIND], actor)
    if not isinstance(found, DesignAssignment):
        text = _("There is no design assignment with this number.")
        raise _invalid([Reason(text, rule="¶ 42", field=design_assignment.FIELD)])
    return found


def _invalid(reasons: list[Reason]) -> Invalid:
    rule = next((each.rule for each in reasons if each.rule), None)
    texts = [each.text for each in reasons]
    return Invalid(" ".join(texts), rule=rule, errors={design_assignment.FIELD: texts})


def against_saving(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """A draft stays with its assignment: terms, parties and family rest on it."""
    number = body.get("assignment", tender.assignment.public_number)
    if number in (tender.assignment.number, tender.assignment.draft_number):
        return []
    text = _(
        "This announcement was begun for the design assignment %(number)s. For another one, begin another.",
        number=tender.assignment.public_number,
    )
    return [Reason(text, rule="¶ 42", field=design_assignment.FIELD)]


def after_save(tender: Tender) -> None:
    """Lists show the title. What was changed after the customer had declined is put before the customer anew (¶ 42)."""
    tender.title = drafting.title_of(tender.data.get("title") or tender.assignment.title)
    if tender.id is None or tender.state != DRAFT:
        return
    declined = last_word(tender)
    if declined is not None and declined.action == "decline":
        engine.follow(tender, "ask_again", _by_actor(tender), {"declined": f"A-{declined.id}"})


def last_word(tender: Tender) -> Act | None:
    """What was last said on the consent: asked, given, declined. None before anything was."""
    said = ("prepare", "ask_again", "wait", "consent", "decline")
    return next((act for act in reversed(standing_acts(tender)) if act.action in said), None)


def _by_actor(tender: Tender) -> Act:
    """Whoever saves, as the cause of what follows: saving itself is no act. Belongs to no session."""
    actor = context.actor()
    organisation = tender.party(Party.INTEGRATOR)
    return Act(
        party=Party.INTEGRATOR,
        user_id=actor.user.id if actor.user else None,
        organisation_id=organisation.id if organisation else None,
        at=clock.now(),
    )


def counted_from(tender: Tender, act: Act) -> dt.datetime:
    """The instant from which the terms of ¶ 42 count: of the act that the preparing follows from, else of the act."""
    at = act.body.get("at")
    return dt.datetime.fromisoformat(str(at)) if at else act.at
