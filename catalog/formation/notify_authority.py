"""¶ 98: the integrator notifies the authorised body of the need to enter the IC service in the Catalogue.

The entry goes along. The authorised body approves it, or returns it with reasons; then the integrator mends it (H41).

Nothing here commits.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.search import words
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...requests.services_register import register
from ..entry import against_entry, classifiers, enter, to_come
from ..entry.form import EntryForm
from ..entry.prices.contract_prices import prices_of_contracts
from ..entry.prices.lease_in_whole import against_whole
from ..entry.prices.maintenance_of_entry import against_maintenance
from ..models import ClassifierName, Formation


class NoticeForm(Form):
    """The entry of the Catalogue that the integrator proposes."""

    entry = Group(EntryForm, _l("Entry of the Catalogue"))


def against_notifying(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """The entry fits the classifiers, the register, the Catalogue and the contracts."""
    if not body:
        return []
    entry = body["entry"]
    return [
        *against_entry.against(entry, "entry", formation.service),
        *against_entry.against_prices(entry, "entry", prices_of_contracts(formation)),
        *against_whole(entry, "entry", to_come.prices_to_come(formation, entry), to_come.object_to_come(formation)),
        *against_maintenance(formation, entry),
    ]


def keep_entry(formation: Formation, body: Body, act: Act) -> None:
    """What the authorised body is asked to approve; its documents are the parties' until it is approved."""
    formation.data = {**formation.data, "entry": body["entry"]}
    documents.adopt(formation, enter.named_documents(body["entry"]), parties_only=True)


def returned(formation: Formation) -> Act | None:
    """The return that the entry is to be mended by; None where it was not returned since the last notice."""
    acts = [act for act in standing_acts(formation) if act.action in ("notify_authority", "return")]
    return acts[-1] if acts and acts[-1].action == "return" else None


def _begun(formation: Formation) -> Mapping[str, Any]:
    """What was proposed before; at first the service's own entry, else what assignment and contracts say."""
    if formation.data.get("entry"):
        return {"entry": formation.data["entry"]}
    prices = {name: f"{price:.2f}" for name, price in prices_of_contracts(formation).items() if price is not None}
    if formation.service is not None:
        return {"entry": {**formation.service.data, **_not_above(formation.service.data, prices)}}
    data = formation.version_of_assignment.data
    return {
        "entry": {
            "names": _in_its_language(formation.title),
            "descriptions": _in_its_language(str((data.get("general") or {}).get("purpose") or "")),
            "security_class": str((data.get("security") or {}).get("class") or ""),
            "integrations": [
                {"name": each["name"], "register": each.get("register")} for each in data.get("integrations") or []
            ],
            **prices,
        }
    }


def _not_above(kept: Mapping[str, Any], prices: Mapping[str, str]) -> dict[str, str]:
    """The prices of new contracts where those of the entry are above them: another supplier's lease may cost less."""
    return {name: price for name, price in prices.items() if not kept.get(name) or Decimal(kept[name]) > Decimal(price)}


def _in_its_language(text: str) -> dict[str, str]:
    """What was written in one language, as the entry's field of that language: who proposes it writes the others."""
    return {"kk" if words.is_kazakh(text) else "ru": text}


def offer_choices(form: Any) -> None:
    """Let the page choose among kinds, recipients and the register's working services."""
    form.kind.offer(classifiers.choices(ClassifierName.KIND))
    form.recipient.offer(classifiers.choices(ClassifierName.RECIPIENT))
    working = register.working()
    for row in form.integrations.entries:
        row.form.register.offer(working)


def _facts(formation: Formation, form: Any) -> Mapping[str, Any]:
    offer_choices(form.entry.form)
    return {"returned": returned(formation), "limits": prices_of_contracts(formation)}


NOTIFY_AUTHORITY = Action(
    "notify_authority",
    form=NoticeForm,
    against=against_notifying,
    carry_out=keep_entry,
    page=ActionPage(
        note=N_("The authorised body approves the entry, or returns it with reasons (H6, H17, house rules)."),
        template="catalog/formation/notify_authority.html",
        begun=_begun,
        facts=_facts,
    ),
)
