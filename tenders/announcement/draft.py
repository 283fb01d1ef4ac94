"""¶ 42: drafts of announcements: the integrator makes them from an approved design assignment. Nothing here commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, select

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import Text, TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.people.models import Organisation
from qyzmet.procedure import engine, find_by_number, numbers
from qyzmet.procedure.models import ProcedureParty
from qyzmet.procedure.refusals import Invalid, NotYours, Reason
from qyzmet.procedure.wording import name_of
from qyzmet.search import indexing
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import PARTY_TITLES, Channel, Party

from ...requests.assignment import kind
from ...requests.filing import filing
from ...requests.models import DesignAssignment
from ..models import Tender
from ..procedure.tender import TENDERS
from . import ask_consent, design_assignment, prepare, save

# Of the assignment's parties; the State Technical Service has agreed to it and has no part in the tender.
_CARRIED_OVER = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY)


class AnnouncementForm(Form):
    """Annex 3 is not printed in the order: a local form from what ¶ 42 needs."""

    assignment = Text(_l("Number of the approved design assignment"), [needed()], most=40)
    title = TextArea(
        _l("What the tender is for"),
        most=1000,
        description=_l("Left open, it is the name of the design assignment."),
    )
    contact = TextArea(
        _l("Whom to ask about the tender, and how"),
        [depends()],
        most=1000,
        description=_l("Everybody will read this: name an office and its telephone, not a person's private number."),
    )
    paper_address = TextArea(
        _l("Where bids on paper and on carriers are taken"),
        most=1000,
        description=_l(
            "Left open, it is the address of the integrator's announcement before; in the first one, the integrator's "
            "name."
        ),
    )


def draft(data: Mapping[str, Any]) -> Tender:
    """A new draft of an announcement, put before the customer at once where it says all that bidders need (¶ 42).

    What it does not say may come later: without a title it has the assignment's, without an address for paper the usual
    one. Raises NotYours, and Invalid where the assignment is not there or is not to be tendered.
    """
    assignment = assignment_for(data)
    made = begin(assignment, kept_of(data, assignment))
    prepare.prepare(made, ask_consent.by_actor(made))
    return made


def assignment_for(data: Mapping[str, Any]) -> DesignAssignment:
    """The design assignment that is named, locked: of two who begin at once the second finds the tender of the first.

    Raises as `draft`.
    """
    actor = context.actor()
    if rights.may_start_tender(actor) is None:
        raise NotYours(
            _("An announcement is drafted by a specialist or the head of the service integrator."),
            rule="¶ 42",
            who_may=[_(PARTY_TITLES[Party.INTEGRATOR])],
        )
    assignment = _assignment(str(data.get("assignment") or ""), actor)
    engine.lock(assignment)
    reasons = [*design_assignment.against_tendering(assignment), *design_assignment.against_another(assignment)]
    if reasons:
        raise _invalid(reasons)
    return assignment


def kept_of(data: Mapping[str, Any], assignment: DesignAssignment) -> dict[str, str]:
    """What the draft will hold of what was typed, with what stands for that which was left open."""
    typed = {key: str(data.get(key) or "").strip() for key in ("title", "contact", "paper_address")}
    return {
        "assignment": assignment.public_number,
        "title": typed["title"] or assignment.title,
        "contact": typed["contact"],
        "paper_address": typed["paper_address"] or usual_address(),
    }


def usual_address() -> str:
    """Where bids on paper are brought if nothing is said: as in the integrator's newest announcement; before the first
    one, to the integrator by its name. Nothing where there is no integrator.
    """
    integrator = filing.working(Party.INTEGRATOR)
    if integrator is None:
        return ""
    theirs = Tender.party_rows.any(
        and_(ProcedureParty.party == Party.INTEGRATOR, ProcedureParty.organisation_id == integrator.id)
    )
    newest = db.session.scalar(select(Tender).where(theirs).order_by(Tender.id.desc()).limit(1))
    said = str(newest.data.get("paper_address") or "") if newest is not None else ""
    return said or name_of(integrator)


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
    save.after_save(made)
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


def _assignment(number: str, actor: Actor) -> DesignAssignment:
    if not number:
        text = _("Fill in “%(label)s”", label=_("Number of the approved design assignment"))
        raise _invalid([Reason(text, field=design_assignment.FIELD)])
    found = find_by_number.find(number, [kind.KIND], actor)
    if not isinstance(found, DesignAssignment):
        text = _("There is no design assignment with this number.")
        raise _invalid([Reason(text, rule="¶ 42", field=design_assignment.FIELD)])
    return found


def _invalid(reasons: list[Reason]) -> Invalid:
    rule = next((each.rule for each in reasons if each.rule), None)
    texts = [each.text for each in reasons]
    return Invalid(" ".join(texts), rule=rule, errors={design_assignment.FIELD: texts})
