"""How formations are shown: states, what happens now, the course."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.documents import service as documents
from qyzmet.documents.sealed_models import AnyDocument
from qyzmet.procedure.pages.kinds import PagesKind
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, SEAT_TITLES, Party

from ...deadlines import service as deadlines
from ...deadlines.models import Deadline
from ...tenders.commission import seats
from ...tenders.decision import protocol_api, shown_protocol
from ..models import Formation
from ..procedure.formation import FORMATIONS as TABLE
from ..procedure.formation import rule_as_said
from ..procedure.states import (
    AUTHORITY_NOTIFIED,
    COMMISSIONED,
    CREATED,
    ENDED,
    ENVIRONMENT_ALLOCATED,
    EQUIPPED,
    FORMING_DECIDED,
    INCLUDED,
    INTEGRATOR_NOTIFIED,
    MEETING_CALLED,
    PASSED,
    READY_REPORTED,
    SECURITY_TESTED,
    TESTED,
)
from . import api, contents, mechanism, notify_authority, present, put_into_production
from .testing import defects

TONES = {**dict.fromkeys(TABLE.states, "active"), INCLUDED: "done", ENDED: "ended"}


# The terms in which the Commission is called and decides.
_MEETING = ("meet", "call_meeting", "call_again")


def now_text(formation: Formation) -> str:
    """Who does what now."""
    alone = mechanism.is_by_operator(formation)
    if defects.sent_back(formation) is not None:
        if formation.state == EQUIPPED:
            return _("The operator mends what the security tests found, and tests anew.")
        return (
            _("The operator mends what the test found, and equips the platform anew.")
            if alone
            else _("The supplier mends what was found, and reports anew when it is ready for testing.")
        )
    return {**_now(formation), **(_now_of_operator() if alone else {})}[formation.state]


def _now_of_operator() -> dict[str, str]:
    """Where the operator creates the IC service itself (¶ 88)."""
    return {
        CREATED: _("The operator equips the platform and its infrastructure."),
        TESTED: _("The operator tests the information security of the platform."),
        SECURITY_TESTED: _("The operator puts the IC service into production."),
    }


def _now(formation: Formation) -> dict[str, str]:
    return {
        CREATED: _("The supplier creates what is contracted, and reports when it is ready for testing."),
        EQUIPPED: _("The operator tests what was bought or created."),
        READY_REPORTED: _("The operator tests the operability; the integrator takes part."),
        TESTED: _("The operator allocates the regular environment for the conformity tests."),
        ENVIRONMENT_ALLOCATED: _("The information security is tested in the regular environment."),
        SECURITY_TESTED: _("The supplier gives notice that the tests are passed.")
        if mechanism.is_product(formation)
        else _("The operator gives notice that the tests are passed."),
        PASSED: _("The integrator calls the meeting of the Commission."),
        MEETING_CALLED: shown_protocol.voting_text(formation) or _meeting(formation),
        FORMING_DECIDED: _("The operator has signed the protocol of putting into production; the supplier signs next.")
        if put_into_production.waits_for_supplier(formation) is not None
        else _(
            "Operator and supplier put the IC service into production, and both sign the protocol; the authorised body "
            "is invited to take part."
        ),
        COMMISSIONED: _("The IC service is in production; the operator notifies the integrator."),
        INTEGRATOR_NOTIFIED: _("The authorised body has returned the entry: the integrator mends it and notifies anew.")
        if notify_authority.returned(formation)
        else _("The integrator notifies the authorised body, with the entry for the Catalogue."),
        AUTHORITY_NOTIFIED: _("The authorised body approves the entry, or returns it with reasons."),
        INCLUDED: _("The IC service stands in the Catalogue."),
        ENDED: _("The formation has ended without an IC service."),
    }


def _meeting(formation: Formation) -> str:
    """¶ 83, 85: whom the Commission waits for, before its hour and from then on."""
    at, is_presented = formation.meets_at, present.presented(formation) is not None
    if at is not None and clock.now() < at:
        return (
            _("The Commission meets then: %(at)s. The integrator has presented the papers.", at=until_text(at))
            if is_presented
            else _("The Commission meets then: %(at)s. The integrator presents the papers.", at=until_text(at))
        )
    return (
        _("The papers are presented: the chair proposes what the Commission decides on forming, and its members vote.")
        if is_presented
        else _("The hour of the meeting has come: the integrator presents the papers that the decision rests on.")
    )


def timeline(formation: Formation) -> list[dict[str, Any]]:
    """The course, in working days: readiness, tests, decision, production, entry. Each running term is a step's."""
    done = defects.done(formation)
    running = {each.term: each for each in deadlines.open_deadlines(formation)}
    alone = mechanism.is_by_operator(formation)

    def due(*terms: str) -> Deadline | None:
        return next((running[key] for key in terms if key in running), None)

    began = done.get("form_by_operator" if alone else "form")
    ready = done.get("equip" if alone else "report_ready")
    begins = due("equip", "report_ready", "mend")
    tested, secured = done.get("record_test"), done.get("record_security_test")
    notified = None if notify_authority.returned(formation) else done.get("notify_authority")
    # Operator and supplier sign one protocol: the first signature ends nothing yet.
    produced = done.get("commission") if formation.state != FORMING_DECIDED else None
    by_operator = Party.OPERATOR
    if alone:
        steps = [
            step(formation, _("Equipping"), "¶ 88", by_operator, ready, begins, began),
            step(formation, _("Test of operability"), "¶ 88", by_operator, tested, due("test"), ready),
            step(formation, _("Information security"), "¶ 88", by_operator, secured, due("test_security"), tested),
        ]
    else:
        allocated = done.get("allocate_environment")
        environment, called = due("allocate_environment"), due("notify_passed", "notify_ici_passed", *_MEETING)
        security = rule_as_said("¶ 82", is_product=mechanism.is_product(formation))
        steps = [
            step(formation, _("Readiness"), "¶ 73", Party.SUPPLIER, ready, begins, began),
            step(formation, _("Test of operability"), "¶ 76-1", by_operator, tested, due("test"), ready),
            step(formation, _("Regular environment"), "¶ 80-1", by_operator, allocated, environment, tested),
            step(formation, _("Information security"), security, by_operator, secured, due("test_security"), allocated),
            step(formation, _("Decision on forming"), "¶ 85", Party.COMMISSION, done.get("decide"), called, secured),
        ]
    production, noticing = "¶ 88" if alone else "¶ 87", due("notify_integrator", "notify_authority", "mend_entry")
    commissioning, including = due("commission", "sign_commissioning"), due("include")
    body, included = Party.AUTHORISED_BODY, done.get("include")
    steps += [
        step(formation, _("Putting into production"), production, by_operator, produced, commissioning),
        step(formation, _("Notices"), "¶ 98", Party.INTEGRATOR, notified, noticing, produced),
        step(formation, _("Entry in the Catalogue"), "Law 7(29)", body, included, including, notified),
    ]
    if formation.state == ENDED:
        steps = [each if each["state"] == "done" else each | {"state": "skipped", "until": None} for each in steps]
    return steps


def facts(formation: Formation) -> Mapping[str, Any]:
    """What the notices, tests and protocols say, what the Commission decides on and lacks, and what is to be mended."""
    with_commission = not mechanism.is_by_operator(formation)
    proposed = shown_protocol.proposal(formation) if with_commission else None
    protocols = reversed(protocol_api.visible(formation)) if with_commission else ()
    return {
        "groups": contents.groups(formation),
        "place": contents.meeting(formation)[1],
        "papers_of_meeting": _papers_of_meeting(formation),
        "returned": notify_authority.returned(formation),
        "to_mend": _to_mend(formation),
        "proposal": proposed,
        "decisions": [
            shown_protocol.shown(each) for each in protocols if proposed is None or each is not proposed["protocol"]
        ],
        "seated": _seated(formation),
    }


def _papers_of_meeting(formation: Formation) -> list[tuple[str, bool, AnyDocument | None]]:
    """¶ 85: each of the three papers, whether it is presented, and its file; only while the Commission is called."""
    if formation.state != MEETING_CALLED:
        return []
    act = present.presented(formation)
    given = act.body if act is not None else {}
    return [
        (
            text,
            bool(given.get(key)),
            documents.readable(str(given[key])) if given.get(key) and key != "minutes" else None,
        )
        for key, text in present.names().items()
    ]


def _to_mend(formation: Formation) -> list[str]:
    """What the newest test, or the Commission, sends back, until it is mended; the same with a supplier and without."""
    sent = defects.sent_back(formation)
    if sent is None:
        return []
    protocols = [each for each in formation.protocols if each.published_at is not None]
    said = protocols[-1].data["mend"] if sent.action == "decide" and protocols else ""
    return [*map(str, sent.body.get("defects") or []), *([said] if said else [])]


def _seated(formation: Formation) -> list[dict[str, str]]:
    return [
        {"name": row.user.full_name, "seat": _(SEAT_TITLES[row.seat]), "organisation": name_of(row.organisation)}
        for row in seats.holding(formation)
    ]


FORMATIONS = PagesKind(
    api=api.FORMATIONS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="catalog/formation/show.html",
    untitled=N_("Formation without a name yet"),
    list_title=N_("Formations"),
    facts=facts,
    order=("sign_protocol", "close_voting", "decide", "present", "call_meeting"),
)
