"""H32: a development is decided by a protocol that integrator, customer, authorised body and operator sign.

¶ 92 names who takes part, not who decides. Nothing here commits.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import canonical_json
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason, Stale
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, PARTY_TITLES, Party

from ...requests.assignment import order
from ...tenders.commission.voting.hash_field import HashOfRead
from ..entry.supplier import replace_supplier
from ..entry.suspend import ReasonForm
from ..models import Development, Service
from ..procedure.development import ALL_SIGNED, DEVELOPED, NOT_DEVELOPED, SOME_SIGN
from ..procedure.states import BEING_REPLACED, RETIRED, SUPPLIER_FAILED
from . import additions, decision_shown
from .discuss import positions, unheard
from .give_opinion import RULE as OPINION_RULE
from .offer_price import offers
from .signers import SIGNERS, signed_by, signs_as

RULE = "H32"


class DecisionForm(Form):
    """What is decided."""

    develop = YesNo(_l("Is the service developed?"), [needed()])
    replace_supplier = YesNo(_l("Is its supplier replaced?"), [needed()])
    grounds = TextArea(_l("Grounds"), [needed()], most=10_000)


class SignatureForm(Form):
    """Which protocol was read and is signed."""

    hash = HashOfRead(_l("Hash of the protocol"), [needed()])


def against_deciding(development: Development, body: Body, actor: Actor) -> list[Reason]:
    """All three were heard; the service lives, and its supplier is replaced only where there is one."""
    missing = unheard(development)
    if missing:
        names = ", ".join(_(PARTY_TITLES[party]) for party in missing)
        return [Reason(_("These have not stated their position yet: %(names)s.", names=names), rule="¶ 92")]
    if whether_developed(development, body, actor) == NOT_DEVELOPED:
        return []
    return against_service(development.service, replaces=body.get("replace_supplier") is True)


def against_service(service: Service, *, replaces: bool) -> list[Reason]:
    """What stands against developing the service as it is now, or against replacing its supplier."""
    if service.state == RETIRED:
        return [Reason(_("The service is retired: there is nothing to develop."), rule="¶ 92")]
    if not replaces:
        return _against_additions(service)
    if service.party(Party.SUPPLIER) is None:
        text = _("This service has no supplier: the operator created it itself (¶ 88).")
        return [Reason(text, rule="¶ 92", field="replace_supplier")]
    if service.state == BEING_REPLACED:
        text = _("The supplier of this service is being replaced already.")
        return [Reason(text, rule="¶ 92", field="replace_supplier")]
    return []


def _against_additions(service: Service) -> list[Reason]:
    """H51: who keeps its supplier signs an addition to the lease with it: it must be there."""
    if service.state not in (SUPPLIER_FAILED, BEING_REPLACED):
        return []
    text = (
        _("The supplier has failed (¶ 109): nobody can sign an addition to the lease. Decide to replace it, too.")
        if service.state == SUPPLIER_FAILED
        else _("The supplier of this service is being replaced: what keeps its supplier is decided once that is over.")
    )
    return [Reason(text, rule="H51", field="replace_supplier")]


def whether_developed(development: Development, body: Body, actor: Actor) -> str:
    """Which of the rows it is."""
    return DEVELOPED if body.get("develop") is True or body.get("replace_supplier") is True else NOT_DEVELOPED


def decide(development: Development, body: Body, act: Act) -> None:
    """The protocol is written and bears the integrator's signature; what was signed of another one is void."""
    decision = {
        "development": development.public_number,
        "service": development.service.public_number,
        "develop": body["develop"] is True,
        "replace_supplier": body["replace_supplier"] is True,
        "grounds": str(body["grounds"]),
        "positions": {
            party.value: {"position": each.body["position"], "text": each.body.get("text") or ""}
            for party, each in positions(development).items()
        },
        "offers": {party.value: each.body["amount"] for party, each in offers(development).items()},
        "rules": [OPINION_RULE, "¶ 92", RULE],
    }
    development.decision = decision
    development.decision_hash = hash_of(decision)
    development.decision_signatures = {Party.INTEGRATOR.value: _signature(act)}
    act.body = {**act.body, "hash": development.decision_hash}


def hash_of(decision: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the protocol: what a printed one can be checked by."""
    return hashlib.sha256(canonical_json(dict(decision)).encode()).hexdigest()


def _signature(act: Act) -> dict[str, str]:
    return {"user": act.taker.public_id, "at": clock.almaty(act.at).isoformat()}


def against_signing(development: Development, body: Body, actor: Actor) -> list[Reason]:
    """There is a protocol, and it is this one. Raises Stale for the hash of another."""
    if development.decision is None or not signed_by(development):
        return [Reason(_("There is no protocol to sign: the integrator's head signs it first."), rule=RULE)]
    mine = signs_as(development, actor)
    if mine in signed_by(development):
        return [Reason(_("Your organisation has signed this protocol already."), rule=RULE)]
    if body.get("hash") and body["hash"] != development.decision_hash:
        raise Stale(
            _("This is not the protocol that stands now: read that one, and sign what you have read."), rule=RULE
        )
    found = against_service(development.service, replaces=development.decision["replace_supplier"])
    return [Reason(each.text, rule=each.rule) for each in found]


def whether_all_signed(development: Development, body: Body, actor: Actor) -> str:
    """Whether with this signature all four have signed."""
    mine = signs_as(development, actor)
    return ALL_SIGNED if {*signed_by(development), mine} >= set(SIGNERS) else SOME_SIGN


def sign(development: Development, body: Body, act: Act) -> None:
    """One more signature. With the last one what was decided begins: a new design assignment."""
    development.decision_signatures = {**development.decision_signatures, act.party.value: _signature(act)}
    if act.case != ALL_SIGNED or development.decision is None:
        return
    replaces = development.decision["replace_supplier"]
    made = order.order(development, act, **({} if replaces else additions.ordered_with(development)))
    act.body = {**act.body, "assignment": made.public_number}
    if replaces:
        replace_supplier.replace_after_decision(development.service, act)


def take_signature_back(development: Development, body: Body, act: Act) -> None:
    """The signature was a mistake. The last one is final: all four have signed then."""
    kept = development.decision_signatures
    development.decision_signatures = {key: each for key, each in kept.items() if key != act.party.value}


def refuse(development: Development, body: Body, act: Act) -> None:
    """The protocol is void, and the discussion goes on."""
    development.decision_signatures = {}


def take_protocol_back(development: Development, body: Body, act: Act) -> None:
    """The protocol was a mistake: there is none, and none is signed."""
    development.decision, development.decision_hash, development.decision_signatures = None, None, {}


def against_refusing(development: Development, body: Body, actor: Actor) -> list[Reason]:
    """There is a protocol that one has not signed."""
    mine = signs_as(development, actor)
    if not signed_by(development) or mine in signed_by(development):
        return against_signing(development, {}, actor)
    return []


def _is_awaited(development: Development, actor: Actor) -> bool:
    mine = signs_as(development, actor)
    return bool(signed_by(development)) and mine is not None and mine not in signed_by(development)


def _decision_is_due(development: Development, actor: Actor) -> bool:
    return not signed_by(development)


def _begun(development: Development) -> Mapping[str, Any]:
    return {"hash": development.decision_hash} if signed_by(development) else {}


def _facts(development: Development, form: Any) -> Mapping[str, Any]:
    return {"shown": decision_shown.shown(development)}


DECIDE = Action(
    "decide",
    form=DecisionForm,
    against=against_deciding,
    carry_out=decide,
    which=whether_developed,
    undo=take_protocol_back,
    awaited=_decision_is_due,
    page=ActionPage(
        note=N_(
            "Your signature begins the protocol. Customer, authorised body and operator sign it next (H32, house "
            "rule). A new supplier is found by a tender; where the service is developed and the supplier stays, no "
            "tender is held, and additions to the contracts are signed (H51, house rule)."
        )
    ),
)
SIGN_DECISION = Action(
    "sign_decision",
    form=SignatureForm,
    against=against_signing,
    carry_out=sign,
    which=whether_all_signed,
    undo=take_signature_back,
    awaited=_is_awaited,
    page=ActionPage(template="catalog/development/sign_decision.html", begun=_begun, facts=_facts),
)
REFUSE_DECISION = Action(
    "refuse_decision",
    form=ReasonForm,
    against=against_refusing,
    carry_out=refuse,
    page=ActionPage(warns=True, quiet=True),
)
