"""¶ 85: the integrator presents to the Commission the minutes of its earlier meetings, the protocols of the tests and
the act of the information-security tests. Without all three there is no decision. Nothing here commits.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.fields import depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Texts
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Seat

from ...tenders.models import Protocol
from ...tenders.rules.protocol_kinds import PROTOCOL_TITLES, ProtocolKind
from ..models import Formation
from .naming_tender import naming_tender

RULE = "¶ 85"
# The minutes of the earlier meetings that the Commission reads before it decides.
EARLIER = (ProtocolKind.OPENING, ProtocolKind.EXAMINATION, ProtocolKind.DECISION)


class PresentationForm(Form):
    """What the integrator presents."""

    minutes = Texts(
        _l("Minutes of the earlier meetings"),
        [depends()],
        one=_l("Minutes"),
    )
    test_protocol = DocumentRef(
        _l("Protocol of the test of operability"), [needed(_l("Name the protocol of the test"))]
    )
    security_act = DocumentRef(
        _l("Act of the information-security tests"), [needed(_l("Name the act of the information-security tests"))]
    )


def earlier_minutes(formation: Formation) -> list[Protocol]:
    """The protocols that came in force before: of opening, examination and decision, the oldest first."""
    tender = naming_tender(formation)
    if tender is None:
        return []
    return [
        each
        for each in tender.protocols
        if each.kind in EARLIER and each.published_at is not None and each.annulled_at is None
    ]


def needed_minutes(formation: Formation) -> list[Protocol]:
    """Those of them that the Commission decides on: all openings and examinations, and the newest decision."""
    found = earlier_minutes(formation)
    decisions = [each for each in found if each.kind is ProtocolKind.DECISION]
    return [each for each in found if each.kind is not ProtocolKind.DECISION or each is decisions[-1]]


def passed_papers(formation: Formation) -> dict[str, str | None]:
    """The documents of the tests that were passed last: `test_protocol` and `security_act`."""
    papers: dict[str, str | None] = {"test_protocol": None, "security_act": None}
    for act in standing_acts(formation):
        if act.action == "record_test" and act.body.get("passed") is True:
            papers["test_protocol"] = str(act.body["protocol"])
        elif act.action == "record_security_test" and act.body.get("passed") is True:
            papers["security_act"] = str(act.body["act"])
    return papers


def against_presenting(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """What is presented is what there is: the minutes signed by those who sign them, the papers of the passed tests."""
    if not body:
        return []
    return [*_against_minutes(formation, body), *_against_papers(formation, body)]


def _against_minutes(formation: Formation, body: Body) -> Iterator[Reason]:
    known = {each.public_id: each for each in earlier_minutes(formation)}
    given = [str(each) for each in body.get("minutes") or []]
    if known and not given:
        yield Reason(_("Name the minutes of the earlier meetings"), rule=RULE, field="minutes")
        return
    for row, name in enumerate(given):
        found = known.get(name)
        if found is None:
            text = _("%(name)s is no protocol of this Commission that is in force.", name=name)
            yield Reason(text, rule=RULE, field=f"minutes.{row}")
        elif found.kind is ProtocolKind.OPENING and not is_signed(found):
            text = _("The minutes %(name)s are not signed by the chair and the secretary yet.", name=name)
            yield Reason(text, rule=RULE, field=f"minutes.{row}")
    missing = [each for each in needed_minutes(formation) if each.public_id not in given]
    if missing:
        names = "; ".join(f"{each.public_id} {_(PROTOCOL_TITLES[each.kind])}" for each in missing)
        yield Reason(_("These are missing: %(names)s.", names=names), rule=RULE, field="minutes")


def is_signed(minutes: Protocol) -> bool:
    """Whether chair and secretary, as they sat at the opening, have signed the minutes."""
    signed = {each.user_id for each in minutes.signatures}
    held = {row.user_id: row.seat for row in minutes.procedure.seats}
    seats = {held[user] for user in signed if user in held}
    return {Seat.CHAIR, Seat.SECRETARY} <= seats


def _against_papers(formation: Formation, body: Body) -> Iterator[Reason]:
    papers = passed_papers(formation)
    if body.get("test_protocol") != papers["test_protocol"]:
        text = _("This is not the protocol of the test that was passed last.")
        yield Reason(text, rule=RULE, field="test_protocol")
    if body.get("security_act") != papers["security_act"]:
        text = _("This is not the act of the information-security tests that were passed last.")
        yield Reason(text, rule=RULE, field="security_act")


def open_papers(formation: Formation, body: Body, act: Act) -> None:
    """The Commission's people are no party: with the presentation they read what they decide on."""
    documents.open_to_all_who_know(formation, [str(body["test_protocol"]), str(body["security_act"])])


def presented(formation: Formation) -> Act | None:
    """What the integrator has presented since the meeting was called first after the tests; None where nothing was."""
    acts = standing_acts(formation)
    passed = max((act.id for act in acts if act.action == "notify_passed"), default=0)
    return next((act for act in reversed(acts) if act.action == "present" and act.id > passed), None)


def missing(formation: Formation) -> list[str]:
    """What of the three the Commission does not have yet, in words."""
    body = found.body if (found := presented(formation)) is not None else {}
    # A service that was entered otherwise has no tender whose minutes there could be.
    wanted = [key for key in names() if key != "minutes" or needed_minutes(formation)]
    return [names()[key] for key in wanted if not body.get(key)]


def names() -> dict[str, str]:
    """The three papers in words, by what the presentation calls them."""
    return {
        "minutes": _("the minutes of the earlier meetings"),
        "test_protocol": _("the protocol of the test of operability"),
        "security_act": _("the act of the information-security tests"),
    }


def is_waited_for(formation: Formation, actor: Actor) -> bool:
    """Whether the Commission waits for the papers."""
    return presented(formation) is None


def there_is(formation: Formation) -> Mapping[str, Any]:
    """What there is to present now, as the presentation names it."""
    return {"minutes": [each.public_id for each in needed_minutes(formation)], **passed_papers(formation)}


def _facts(formation: Formation, form: Any) -> Mapping[str, Any]:
    signed = {each.public_id: is_signed(each) for each in earlier_minutes(formation)}
    return {"earlier": earlier_minutes(formation), "signed": signed, "titles": PROTOCOL_TITLES}


PRESENT = Action(
    "present",
    form=PresentationForm,
    against=against_presenting,
    awaited=is_waited_for,
    carry_out=open_papers,
    page=ActionPage(
        note=N_("The Commission decides on forming from these papers; without all three there is no decision (¶ 85)."),
        template="catalog/formation/present.html",
        begun=there_is,
        facts=_facts,
    ),
)
