"""¶ 85: the Commission decides on forming the IC service: its chair proposes a protocol, each member votes (Law 45-1).

Not forming, the protocol says what to mend and by when, or the formation ends. Nothing here commits.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Integer
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party

from ...requests.assignment import replacement
from ...tenders.commission import seats
from ...tenders.commission.voting import proposals
from ...tenders.decision import end_of_formation_text
from ...tenders.models import Protocol
from ...tenders.rules.protocol_kinds import ProtocolKind
from ..models import Formation
from ..procedure.forming import TO_END, TO_FORM, TO_MEND
from . import fall_away, mechanism, present
from .naming_tender import naming_tender
from .testing.record_test import LONGEST_MENDING

RULE = "¶ 85"


class FormingForm(Form):
    """What the chair proposes on forming."""

    form = YesNo(_l("Is the IC service formed?"), [needed()])
    grounds = TextArea(_l("Grounds"), [needed()], most=4000)
    mend = TextArea(
        _l("What is to be mended"),
        [depends()],
        most=4000,
        description=_l("Where it is not formed: left open, the formation ends."),
    )
    mend_working_days = Integer(_l("In how many working days it is mended"), [depends()], least=1, most=LONGEST_MENDING)


def against_deciding(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """The hour of the meeting has come, the three papers are presented, and the Commission can meet."""
    found = [*mechanism.only_with_supplier(formation), *seats.against_meeting(formation, actor)]
    if found:
        return found
    if formation.meets_at is not None and clock.now() < formation.meets_at:
        text = _(
            "The Commission meets only then: %(at)s. Propose the decision from that hour on.",
            at=until_text(formation.meets_at),
        )
        return [Reason(text, rule="¶ 83")]
    missing = present.missing(formation)
    if missing:
        text = _("Without these there is no decision (¶ 85): %(missing)s.", missing="; ".join(missing))
        return [Reason(text, rule=RULE)]
    return list(_against_body(body)) if body else []


def _against_body(body: Body) -> Iterator[Reason]:
    mend, days = str(body.get("mend") or "").strip(), body.get("mend_working_days")
    if body.get("form") is True:
        if mend:
            yield Reason(_("What is formed has nothing to mend: leave this out."), rule=RULE, field="mend")
        if days is not None:
            text = _("What is formed has nothing to mend: leave this out.")
            yield Reason(text, rule=RULE, field="mend_working_days")
    elif mend and days is None:
        yield Reason(_("Say in how many working days it is mended."), rule=RULE, field="mend_working_days")
    elif days is not None and not mend:
        yield Reason(_("Say what is to be mended."), rule=RULE, field="mend")


def propose(formation: Formation, body: Body, act: Act) -> None:
    """Record what the chair proposes, with what it rests on."""
    presented, tender = present.presented(formation), naming_tender(formation)
    data = {
        "commission": seats.written(formation),
        "form": body["form"] is True,
        "mend": str(body.get("mend") or ""),
        "mend_working_days": body.get("mend_working_days"),
        "grounds": str(body.get("grounds") or ""),
        "presented": {key: presented.body[key] for key in ("minutes", "test_protocol", "security_act")}
        if presented is not None
        else {},
        "supplier": _names(formation),
        "tender": tender.public_number if tender is not None else None,
        "assignment": formation.assignment.public_number,
        "object": formation.object,
        "additions": replacement.only_develops(formation.assignment),
    }
    proposals.propose(formation, ProtocolKind.FORMING, data, act)


def _names(formation: Formation) -> dict[str, Any] | None:
    supplier = formation.party(Party.SUPPLIER)
    if supplier is None:
        return None
    return {"bin": supplier.bin, **{language: supplier.name(language) for language in ("kk", "ru", "en")}}


def which_decision(formation: Formation, body: Body, actor: Actor) -> str:
    """What the votes have carried: to form, to mend first, or to end."""
    protocol = proposals.open_of(formation)
    return _case_of(protocol) if protocol is not None else TO_FORM


def _case_of(protocol: Protocol) -> str:
    if protocol.data["form"]:
        return TO_FORM
    return TO_MEND if protocol.data["mend"] else TO_END


def put_in_force(formation: Formation, body: Body, act: Act) -> None:
    """What was carried is in force. Where the formation ends, the tender goes back to its ranking (H36)."""
    protocol = proposals.put_in_force(formation, act)
    act.body = {**act.body, "mend_working_days": protocol.data["mend_working_days"], "form": protocol.data["form"]}
    if _case_of(protocol) == TO_END:
        fall_away.fall_away(formation, act, protocol.data["grounds"])


def _facts(formation: Formation, form: Any) -> Mapping[str, Any]:
    return {"presented": present.presented(formation), "where_it_ends": _where_it_ends(formation)}


def _where_it_ends(formation: Formation) -> str:
    """What the protocol would say to follow where nothing is formed and nothing mended."""
    tender = naming_tender(formation)
    return end_of_formation_text.what_follows(
        {
            "form": False,
            "mend": "",
            "tender": tender.public_number if tender is not None else None,
            "assignment": formation.assignment.public_number,
            "additions": replacement.only_develops(formation.assignment),
        }
    )


DECIDE = Action(
    "decide",
    form=FormingForm,
    against=against_deciding,
    carry_out=propose,
    in_force=put_in_force,
    which=which_decision,
    awaited=proposals.none_is_open,
    page=ActionPage(
        note=N_(
            "The decision is in force once the votes of the Commission have carried it. A proposal that was open "
            "before is withdrawn by this one. Where it is not formed and nothing is to be mended, the formation ends."
        ),
        hidden=proposals.hides,
        untold=proposals.untold,
        template="catalog/formation/decide.html",
        facts=_facts,
    ),
)
