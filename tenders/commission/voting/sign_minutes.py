"""The chair and the secretary sign the minutes of an opening (H3). Nothing here commits."""

from collections.abc import Mapping
from typing import Any

from qyzmet import context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason, Stale
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...models import Protocol, ProtocolSignature, Tender
from ...rules.protocol_kinds import ProtocolKind
from .. import protocols
from .hash_field import HashOfRead

RULE = "H3"


class SignMinutesForm(Form):
    """Which minutes were read and are signed."""

    hash = HashOfRead(_l("Hash of the minutes"), [needed()])


def unsigned(tender: Tender, actor: Actor) -> list[Protocol]:
    """The minutes, and additions to them, that the actor has not signed yet, the oldest first."""
    return [each for each in protocols.of_kind(tender, ProtocolKind.OPENING) if not has_signed(each, actor)]


def has_signed(protocol: Protocol, actor: Actor) -> bool:
    """Whether the actor's signature stands under it."""
    return actor.user is not None and any(each.user_id == actor.user.id for each in protocol.signatures)


def against_signing(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """There are minutes that the actor has not signed, and the hash is theirs. Raises Stale for another one."""
    if not unsigned(tender, actor):
        return [Reason(_("You have signed the minutes already."), rule=RULE)]
    if not body.get("hash"):
        return []
    found = _read(tender, body)
    if found is None:
        raise Stale(_("These are not the minutes of this opening: read them once more and sign what you have read."))
    if has_signed(found, actor):
        return [Reason(_("You have signed the minutes already."), rule=RULE)]
    return []


def _read(tender: Tender, body: Body) -> Protocol | None:
    given = str(body.get("hash") or "")
    return next((each for each in protocols.of_kind(tender, ProtocolKind.OPENING) if each.hash == given), None)


def sign(tender: Tender, body: Body, act: Act) -> None:
    """One more signature under the minutes."""
    found = _read(tender, body)
    if found is None:
        raise LookupError(f"{tender.public_number} has no such minutes")  # The guard has seen to it.
    found.signatures.append(ProtocolSignature(user=act.taker, at=act.at))
    act.body = {**act.body, "protocol": found.number}
    db.session.flush()


def _begun(tender: Tender) -> Mapping[str, Any] | None:
    found = unsigned(tender, context.actor())
    return {"hash": found[0].hash} if found else None


def _facts(tender: Tender, form: SignMinutesForm) -> Mapping[str, Any]:
    return {"minutes": _read(tender, {"hash": form.hash.data})}


SIGN_MINUTES = Action(
    "sign_minutes",
    form=SignMinutesForm,
    against=against_signing,
    carry_out=sign,
    page=ActionPage(
        note=N_("The minutes are signed by the chair and the secretary. An addition to them is signed on its own."),
        quiet=True,
        template="tenders/commission/sign_minutes.html",
        facts=_facts,
        begun=_begun,
    ),
)
