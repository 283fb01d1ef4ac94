"""What happens with a request: drafting, submitting, opinion, decision. Nothing here commits."""

import hashlib

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.database import canonical_json, db
from qyzmet.documents import service as documents
from qyzmet.people.models import Organisation
from qyzmet.procedure import editions, engine, numbers
from qyzmet.procedure.kinds import Body, Kind, register
from qyzmet.procedure.models import Act, ProcedureParty
from qyzmet.procedure.refusals import NotYours
from qyzmet.vocabulary import PARTY_TITLES, Channel, OrganisationKind, Party

from . import guards
from .models import AutomationRequest, Opinion
from .procedure import REQUESTS

TITLE_LENGTH = 300


def draft(data: Body) -> AutomationRequest:
    """¶ 8.1: a new draft of the state body that the actor prepares requests for, with whatever is known already.

    Raises NotYours, and Invalid for data that refers to what is not there.
    """
    actor = context.actor()
    role = rights.may_start_request(actor)
    if role is None or actor.user is None:
        raise NotYours(
            _("A request for automation is drafted by a specialist or the head of a state body."),
            rule="¶ 8.1",
            who_may=[_(PARTY_TITLES[Party.STATE_BODY])],
        )
    made = AutomationRequest(
        kind=REQUESTS.kind,
        draft_number=numbers.draft_number(REQUESTS.prefix),
        state=REQUESTS.first,
        edition_key=editions.current_edition().key,
        channel=Channel.PORTAL,
        data={},
        created_by=actor.user,
        created_at=clock.now(),
    )
    made.party_rows.append(ProcedureParty(party=Party.STATE_BODY, organisation=role.organisation))
    db.session.add(made)
    db.session.flush()
    audit.record(
        "create",
        chain=engine.chain_of(made),
        subject=made.public_number,
        after={"state": made.state, "edition": made.edition_key, "organisation": role.organisation.bin},
    )
    if data:
        engine.save(made, data)
    return made


def by_number(number: str) -> AutomationRequest | None:
    """The request with that registered or draft number, if the actor may know of it."""
    found = db.session.scalars(
        select(AutomationRequest).where(
            (AutomationRequest.number == number) | (AutomationRequest.draft_number == number)
        )
    ).first()
    return found if found is not None and rights.may_know(context.actor(), found) else None


def receipt_of(request: AutomationRequest) -> str:
    """SHA-256 over the canonical JSON of number, data and the instant of receipt: what the state body can prove."""
    received = {
        "number": request.number,
        "data": request.data,
        "received_at": None if request.submitted_at is None else clock.almaty(request.submitted_at).isoformat(),
    }
    return hashlib.sha256(canonical_json(received).encode()).hexdigest()


def receipt(request: AutomationRequest) -> dict[str, str] | None:
    """The receipt as it is shown: hash and instant; None before the request was submitted."""
    if request.receipt_hash is None or request.submitted_at is None:
        return None
    return {"hash": request.receipt_hash, "received_at": clock.almaty(request.submitted_at).isoformat()}


def may_see_draft_opinion(request: AutomationRequest) -> bool:
    """A draft of the opinion is the integrator's own paper until it is given; an auditor reads all."""
    return rights.works_for(context.actor(), request, Party.INTEGRATOR)


def visible_opinion(request: AutomationRequest) -> Opinion | None:
    """The standing opinion, as far as the actor may see it."""
    return request.opinion if may_see_draft_opinion(request) else request.given_opinion


def _after_save(request: AutomationRequest) -> None:
    request.title = " ".join(str(request.data.get("function") or "").split())[:TITLE_LENGTH]
    papers = request.data.get("technical_documents") or []
    documents.adopt(request, [paper["document"] for paper in papers if paper.get("document")])


def _submit(request: AutomationRequest, body: Body, act: Act) -> None:
    found = {party: working(party) for party in REQUESTS.parties if party != REQUESTS.starter}
    guards.need_parties(found)
    for party, organisation in found.items():
        if organisation is not None and request.party(party) is None:
            request.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    # A request that was filed by mistake and is filed again keeps its number: people have quoted it.
    request.number = request.number or numbers.next_number(REQUESTS.prefix)
    request.submitted_at = act.at
    request.receipt_hash = receipt_of(request)
    act.body = {**act.body, "number": request.number, "receipt": request.receipt_hash}


def _take_submission_back(request: AutomationRequest, body: Body, act: Act) -> None:
    """The parties keep knowing of the request; its receipt is of something that no longer counts."""
    request.receipt_hash = None


def working(party: Party) -> Organisation | None:
    """The organisation that works as this party now: there is one of its kind at a time."""
    return db.session.scalars(
        select(Organisation).where(
            Organisation.kind == OrganisationKind(party),
            Organisation.closed_on.is_(None),
            Organisation.checked_at.is_not(None),
        )
    ).first()


def _draft_opinion(request: AutomationRequest, body: Body, act: Act) -> None:
    request.opinions.append(
        Opinion(
            favourable=body["favourable"],
            text=body["text"],
            criteria=list(body["criteria"]),
            findings=list(body.get("findings") or []),
            drafted_by=act.user,
            drafted_at=act.at,
        )
    )
    db.session.flush()


def _standing(request: AutomationRequest) -> Opinion:
    """The opinion that a guard, or the act that gave it, has shown to be there. Raises LookupError."""
    if request.opinion is None:
        raise LookupError(f"{request.public_number} has no opinion that stands")
    return request.opinion


def _give_opinion(request: AutomationRequest, body: Body, act: Act) -> None:
    opinion = _standing(request)
    opinion.given_by = act.user
    opinion.given_at = act.at
    # Until now they were the integrator's own papers.
    documents.adopt(request, [each for criterion in opinion.criteria for each in criterion.get("documents") or []])


def _take_opinion_back(request: AutomationRequest, body: Body, act: Act) -> None:
    """The given opinion stays as it was given, marked; a copy of it is the draft to go on with."""
    given = _standing(request)
    given.annulled_at = clock.now()
    request.opinions.append(
        Opinion(
            favourable=given.favourable,
            text=given.text,
            criteria=given.criteria,
            findings=given.findings,
            drafted_by=given.drafted_by,
            drafted_at=given.drafted_at,
        )
    )
    db.session.flush()


def _drop_drafts(request: AutomationRequest, body: Body, act: Act) -> None:
    """With the submission falls whatever was drafted on it."""
    for opinion in request.opinions:
        if opinion.annulled_at is None:
            opinion.annulled_at = clock.now()


KIND = register(
    Kind(
        tables={REQUESTS.edition: REQUESTS},
        model=AutomationRequest,
        guards={
            "save": guards.against_saving,
            "submit": guards.against_submitting,
            "draft_opinion": guards.against_drafting,
            "give_opinion": guards.against_giving,
        },
        exclusions={"give_opinion": guards.not_the_drafter},
        changes={"submit": _submit, "draft_opinion": _draft_opinion, "give_opinion": _give_opinion},
        undoings={
            "submit": _take_submission_back,
            "draft_opinion": _drop_drafts,
            "give_opinion": _take_opinion_back,
        },
        after_save=_after_save,
    )
)
