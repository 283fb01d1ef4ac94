"""The papers of a formation: notices, the sheets of the tests, the Commission's protocols, the commissioning protocol
(¶ 73, 76-1, 82, 85, 87, 98). Who may know of the formation may print them.
"""

from collections.abc import Callable, Iterator
from functools import partial

from qyzmet.printing.frame import edition, fingerprint, hashes_of, paper, signature
from qyzmet.printing.paper import Block, Facts, Heading, Item, Items, Paper
from qyzmet.printing.printable import Papers, Printable
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ...tenders.decision import protocol_api, protocol_paper
from ..models import Formation
from . import contents, mechanism

PROTOCOL = "protocol"
# The words of the addresses, with the act that each paper prints, and its title.
_SHEETS: dict[str, tuple[str, str]] = {
    "readiness": ("report_ready", N_("Notice of readiness for testing")),
    "test": ("record_test", N_("Protocol of the test of operability")),
    "security": ("record_security_test", N_("Sheet of the act of the information-security tests")),
    "commissioning": ("commission", N_("Protocol of putting into production")),
    "notice-to-integrator": ("notify_integrator", N_("Notice to the integrator of putting into production")),
    "notice-to-authority": ("notify_authority", N_("Notice of the need to enter the IC service in the Catalogue")),
}


def _newest(formation: Formation, action: str) -> Act | None:
    acts = [act for act in standing_acts(formation) if act.action == action]
    if action == "commission":
        acts = [act for act in acts if act.party is Party.OPERATOR]
    return acts[-1] if acts else None


def sheet(formation: Formation, action: str, title: str) -> Paper:
    """The newest act of that name with what it carries. Raises LookupError where there is none."""
    act = _newest(formation, action)
    if act is None:
        raise LookupError(f"{formation.public_number} has no {action}")
    signed = _signed(formation, act)
    return paper(
        formation,
        _(title),
        [*_blocks(formation, act), *(signature(_("Signed"), each) for each in signed)],
        at=signed[-1].at,
        author=name_of(act.organisation),
        facts=_facts(formation, act),
        marks=_marks(formation, act, signed),
        fingerprint=_fingerprint(formation, signed),
    )


def _signed(formation: Formation, act: Act) -> list[Act]:
    """Who signed it: of the commissioning protocol operator and supplier."""
    if act.action != "commission":
        return [act]
    return [each for each in standing_acts(formation) if each.action == "commission" and each.id >= act.id]


def _facts(formation: Formation, act: Act) -> Iterator[tuple[str, str]]:
    yield _("Number"), formation.public_number
    yield _("IC service"), formation.called
    yield _("Customer"), name_of(formation.party(Party.STATE_BODY))
    yield _("Operator"), name_of(formation.party(Party.OPERATOR))
    yield _("Supplier"), name_of(formation.party(Party.SUPPLIER))
    yield _("Design assignment"), formation.assignment.public_number
    yield _("Tender"), formation.tender.public_number if formation.tender is not None else ""
    yield _("Made by"), formats.cited(contents.rule_of(formation, act))
    yield _("To whom"), _addressees(formation, act)
    yield _("Edition of the Rules"), edition(formation)


def _addressees(formation: Formation, act: Act) -> str:
    to = {
        "report_ready": (Party.OPERATOR, Party.INTEGRATOR),
        "notify_integrator": (Party.INTEGRATOR,),
        "notify_authority": (Party.AUTHORISED_BODY,),
    }.get(act.action, ())
    return "; ".join(name_of(formation.party(each)) for each in to)


def _marks(formation: Formation, act: Act, signed: list[Act]) -> Iterator[str]:
    if act.action == "commission" and len(signed) < 2 and not mechanism.is_by_operator(formation):
        yield _("The supplier has still to sign")
    yield _("Local form")


def _blocks(formation: Formation, act: Act) -> Iterator[Block]:
    source = _newest(formation, "commission") if act.action == "notify_integrator" else act
    if source is None:
        return
    rows = contents.rows_of(source)
    said = tuple((title, text) for title, text, file in rows if file is None and not contents.is_document(text))
    hashes = hashes_of([text for _title, text, _file in rows if contents.is_document(text)])
    files = tuple(
        Item(f"{title}: {file.name if file is not None else text}", f"SHA-256: {hashes.get(text, '')}")
        for title, text, file in rows
        if contents.is_document(text)
    )
    if said:
        yield Facts(said)
    if files:
        yield Heading(_("Files"))
        yield Items(files)


def _fingerprint(formation: Formation, signed: list[Act]) -> str:
    """Number, what the act carries, who signed and when, and the files that go with it."""
    bodies = [each.body for each in signed]
    ids = [text for each in signed for _title, text, _file in _rows(each) if contents.is_document(text)]
    return fingerprint(
        {
            "number": formation.number,
            "acts": [
                {"action": each.action, "body": body, "user": each.taker.public_id, "at": each.at.isoformat()}
                for each, body in zip(signed, bodies, strict=True)
            ],
            "files": hashes_of(ids),
        }
    )


def _rows(act: Act) -> list[contents.Row]:
    return contents.rows_of(act) if act.action in contents.TITLES else []


def _of(formation: Formation) -> Iterator[Printable]:
    for key, (action, title) in _SHEETS.items():
        if _newest(formation, action) is not None:
            make: Callable[[], Paper] = partial(sheet, formation, action, title)
            yield Printable(key, _(title), make)
    for each in protocol_api.visible(formation):
        yield Printable(
            f"{PROTOCOL}-{each.number}", protocol_paper.title_of(each), partial(protocol_paper.protocol, each)
        )


FORMATIONS = Papers(tuple(_SHEETS), _of, numbered=(PROTOCOL,))
