"""¶ 87, 87-1, 88(4): operator and supplier put the IC service into production together, and both sign the protocol.

The technical documentation is accepted against the design assignment's list; copies and source code are deposited with
the integrator. Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Text, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party, Role
from qyzmet.web import formats

from ..models import Formation
from ..procedure.states import SECURITY_TESTED
from . import contents, mechanism

RULE = "¶ 87"
DOCUMENTATION = "¶ 87-1"
TERMS = ("protocol", "signed_on", "technical_documents", "source_code")


class TechnicalDocumentForm(Form):
    """A technical document of part 9, with its copy for the integrator."""

    name = Text(_l("Technical document"), [needed()])
    document = DocumentRef(_l("Its copy"), [depends()])


class CommissioningForm(Form):
    """The protocol of putting into production. Whoever signs second signs what stands, and carries nothing."""

    protocol = DocumentRef(_l("Protocol of putting into production"), [depends()])
    signed_on = Date(_l("Day of the protocol"), [depends()])
    technical_documents = Rows(
        TechnicalDocumentForm, _l("Technical documentation"), [depends()], one=_l("Technical document")
    )
    source_code = DocumentRef(
        _l("Source code"),
        [depends()],
        description=_l("Of a software product alone; it is deposited with the integrator."),
        archives=True,
    )


def demanded(formation: Formation) -> list[str]:
    """The technical documents that the design assignment lists (part 9)."""
    commissioning = formation.version_of_assignment.data.get("commissioning") or {}
    return [str(each) for each in commissioning.get("technical_documents") or []]


def signed_protocol(formation: Formation) -> Act | None:
    """The protocol that the operator has signed and that waits for the supplier, or that both have signed."""
    acts = (act for act in reversed(standing_acts(formation)) if act.action == "commission")
    return next((act for act in acts if act.party is Party.OPERATOR), None)


def protocol_given(formation: Formation) -> dict[str, Any] | None:
    """What the operator has signed, in the words of the interface; None where it has not."""
    found = signed_protocol(formation)
    return {name: found.body.get(name) for name in TERMS} if found is not None else None


def waits_for_supplier(formation: Formation) -> Act | None:
    """The operator's signature under the newest decision to form."""
    found = signed_protocol(formation)
    decided = max((act.id for act in standing_acts(formation) if act.action == "decide"), default=0)
    return found if found is not None and found.id > decided else None


def _signs_as_operator(formation: Formation, actor: Actor) -> bool:
    organisation = formation.party(Party.OPERATOR)
    return organisation is not None and Role.HEAD in actor.roles_in(organisation.id)


def _last_step_on(formation: Formation) -> dt.date:
    """The local day on which the Commission decided to form, or by ¶ 88 the security was tested."""
    before = "record_security_test" if mechanism.is_by_operator(formation) else "decide"
    steps = [act.at for act in standing_acts(formation) if act.action == before]
    return clock.almaty(max(steps, default=formation.created_at)).date()


def against_commissioning(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """The operator first, with a protocol and the documentation that the design assignment lists; then the supplier."""
    if formation.state == SECURITY_TESTED and not mechanism.is_by_operator(formation):
        return [Reason(_("The Commission decides on forming first (¶ 85)."), rule="¶ 85")]
    if _signs_as_operator(formation, actor):
        return [*_against_the_same(formation, body), *_against_protocol(formation, body)] if body else []
    if waits_for_supplier(formation) is None:
        return [Reason(_("The operator signs the protocol first, with the documentation."), rule=RULE)]
    given = [name for name in TERMS if body.get(name) not in (None, "", [])]
    standing = waits_for_supplier(formation)
    different = [name for name in given if standing is not None and body.get(name) != standing.body.get(name)]
    return [
        Reason(_("You sign the protocol that the operator has signed: leave this out."), rule=RULE, field=name)
        for name in different
    ]


def _against_the_same(formation: Formation, body: Body) -> Iterator[Reason]:
    """Two heads at once, or a second click: the protocol that stands is signed once; another takes its place."""
    standing = waits_for_supplier(formation)
    if standing is not None and all(standing.body.get(name) == body.get(name) for name in TERMS):
        yield Reason(_("Your organisation has signed this protocol already: the supplier signs next."), rule=RULE)


def _against_protocol(formation: Formation, body: Body) -> Iterator[Reason]:
    if not body.get("protocol"):
        yield Reason(_("Attach the protocol of putting into production."), rule=RULE, field="protocol")
    signed_on = dt.date.fromisoformat(str(body["signed_on"])) if body.get("signed_on") else None
    if signed_on is None:
        yield Reason(_("Say on which day the protocol was signed."), rule=RULE, field="signed_on")
    elif signed_on > clock.today():
        yield Reason(_("The protocol cannot be of a day that is still to come."), rule=RULE, field="signed_on")
    elif signed_on < (before := _last_step_on(formation)):
        text = _(
            "The protocol cannot be older than the step before it, which was taken on %(day)s.",
            day=before.strftime("%d.%m.%Y"),
        )
        yield Reason(text, rule=RULE, field="signed_on")
    for index, row in enumerate(body["technical_documents"]):
        if not row.get("document"):
            field = f"technical_documents.{index}.document"
            yield Reason(_("Attach the copy"), rule=DOCUMENTATION, field=field)
    given = {str(each["name"]).casefold() for each in body["technical_documents"]}
    missing = [name for name in demanded(formation) if name.casefold() not in given]
    if missing:
        text = _("The design assignment lists these documents too: %(names)s.", names="; ".join(missing))
        yield Reason(text, rule=DOCUMENTATION, field="technical_documents")
    if mechanism.is_product(formation) and not body.get("source_code"):
        yield Reason(
            _("Attach the source code: it is deposited with the integrator."), rule=DOCUMENTATION, field="source_code"
        )
    if not mechanism.is_product(formation) and body.get("source_code"):
        yield Reason(_("An ICI object has no source code: leave this out."), rule=DOCUMENTATION, field="source_code")


def sign(formation: Formation, body: Body, act: Act) -> None:
    """Keep the papers for the parties; the supplier's signature names the protocol that the operator has signed."""
    if act.party is Party.OPERATOR:
        copies = [each["document"] for each in body["technical_documents"]]
        ids = [body.get("protocol"), body.get("source_code"), *copies]
        documents.adopt(formation, [str(each) for each in ids if each], parties_only=True)
    else:
        standing = waits_for_supplier(formation)
        act.body = {name: standing.body.get(name) for name in TERMS} if standing is not None else {}
    # A service whose supplier is replaced is active again with the new product in production.
    kinds.let_know(formation, act)


def _is_awaited(formation: Formation, actor: Actor) -> bool:
    """The operator's signature until it stands, then the supplier's."""
    stands = waits_for_supplier(formation) is not None
    return not stands if _signs_as_operator(formation, actor) else stands


def _begun(formation: Formation) -> Mapping[str, Any]:
    return {"technical_documents": [{"name": name} for name in demanded(formation)]}


def _what_is_signed(formation: Formation) -> str:
    """To whoever signs second: which protocol that is."""
    standing = waits_for_supplier(formation)
    if standing is None or _signs_as_operator(formation, context.actor()):
        return ""
    return _(
        "You sign the protocol of putting into production that the operator has signed, of %(day)s, with its "
        "%(number)s technical documents.",
        day=formats.date(dt.date.fromisoformat(str(standing.body["signed_on"])), formats.language()),
        number=len(standing.body["technical_documents"]),
    )


def _facts(formation: Formation, form: Any) -> Mapping[str, Any]:
    standing = waits_for_supplier(formation)
    return {
        "standing": standing,
        "rows": contents.rows_of(standing) if standing is not None else [],
        "gives": _signs_as_operator(formation, context.actor()),
        "is_product": mechanism.is_product(formation),
        "demanded": demanded(formation),
    }


COMMISSION = Action(
    "commission",
    form=CommissioningForm,
    against=against_commissioning,
    carry_out=sign,
    awaited=_is_awaited,
    page=ActionPage(
        note=N_(
            "The authorised body is invited to take part. Copies of the documentation and, of a software product, the "
            "source code are deposited with the integrator (¶ 87-1)."
        ),
        template="catalog/formation/commission.html",
        above=_what_is_signed,
        begun=_begun,
        facts=_facts,
    ),
)
