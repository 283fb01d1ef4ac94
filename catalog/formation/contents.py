"""What the notices, tests and protocols of a formation say, for its page and its papers: groups of rows, the oldest
first. A row is a title with a text, or with the file that the reader may read.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qyzmet import clock
from qyzmet.documents import service as documents
from qyzmet.documents.sealed_models import AnyDocument
from qyzmet.printing.frame import day, in_figures, instant, money, yes_or_no
from qyzmet.procedure.annulment import move_of, standing_acts
from qyzmet.procedure.models import Act
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_
from qyzmet.web import formats

from ..entry import classifiers
from ..entry.form import RELATIONS
from ..models import ClassifierName, Formation, RelationKind
from ..procedure.formation import rule_as_said
from . import mechanism

Row = tuple[str, str, AnyDocument | None]


@dataclass(frozen=True)
class Group:
    """One act with what it carries."""

    key: str
    title: str
    act: Act
    rule: str
    rows: list[Row]

    @property
    def at(self) -> dt.date:
        """The day on which it was taken."""
        return clock.almaty(self.act.at).date()


def groups(formation: Formation) -> list[Group]:
    """The newest of each act that carries something, the oldest first."""
    newest = {(act.action, act.party): act for act in standing_acts(formation) if act.action in _ROWS}
    found = []
    for act in sorted(newest.values(), key=lambda act: act.id):
        rows = [_to_read(row) for row in rows_of(act)]
        if rows and not (act.action == "commission" and act.party.value == "supplier"):
            found.append(Group(f"act-{act.action}", _(TITLES[act.action]), act, rule_of(formation, act), rows))
    return found


def rule_of(formation: Formation, act: Act) -> str:
    """The paragraph by which it was taken."""
    return rule_as_said(move_of(formation, act).rule, is_product=mechanism.is_product(formation))


def _to_read(row: Row) -> Row:
    """Of a file that is not for the reader the page says why it is not there."""
    title, text, file = row
    return (title, _("Only the parties read this document."), None) if file is None and is_document(text) else row


def rows_of(act: Act) -> list[Row]:
    """What that act carries."""
    return [row for row in _ROWS[act.action](act.body) if row[1] or row[2]]


def entry_rows(entry: Mapping[str, Any]) -> list[Row]:
    """An entry of the Catalogue, as the reader may read it."""
    return [_to_read(row) for row in _entry({"entry": entry}) if row[1] or row[2]]


def is_document(text: str) -> bool:
    """Whether a row's text is the id of a document."""
    return re.fullmatch(r"D-[0-9]+", text) is not None


TITLES = {
    "report_ready": N_("Readiness"),
    "equip": N_("Equipping"),
    "request_test_infrastructure": N_("Test infrastructure asked for"),
    "give_test_infrastructure": N_("Test infrastructure given"),
    "record_test": N_("Test of operability"),
    "allocate_environment": N_("Regular environment"),
    "record_security_test": N_("Information security"),
    "commission": N_("Putting into production"),
    "notify_authority": N_("Entry of the Catalogue"),
}


def _file(title: str, document_id: object) -> Row:
    found = documents.readable(str(document_id)) if document_id else None
    return title, str(document_id or ""), found


def _readiness(body: Mapping[str, Any]) -> Iterator[Row]:
    needs = body["resources"]
    storage = "; ".join(
        _("%(kind)s, %(size)s GB", kind=each["kind"], size=in_figures(each["gb"])) for each in needs["storage"]
    )
    yield _("What is finished"), str(body["text"]), None
    yield _("Processor cores"), in_figures(needs["cpu_cores"]), None
    yield _("Memory, GB"), in_figures(needs["memory_gb"]), None
    yield _("Storage"), storage, None
    yield _("Network"), str(needs["network"]), None
    yield _("Licences"), "; ".join(needs["licences"]), None
    yield _("Availability, per cent"), in_figures(needs["availability"]), None


def _equipment(body: Mapping[str, Any]) -> Iterator[Row]:
    yield _("What was bought or created, and by which procedure"), str(body["purchase"]), None
    yield _("For how much, in tenge"), money(body["amount"]), None
    for each in body["documents"]:
        yield _file(_("Paper"), each)


def _asked(body: Mapping[str, Any]) -> Iterator[Row]:
    yield _("What is needed"), str(body["text"]), None


def _environment(body: Mapping[str, Any]) -> Iterator[Row]:
    yield _("Which environment"), str(body["environment"]), None
    yield _("Available from"), day(body["available_on"]), None


def _test(body: Mapping[str, Any]) -> Iterator[Row]:
    yield _("Is the test passed?"), yes_or_no(body["passed"]), None
    for each in body["integrations"]:
        works = _("works") if each["passed"] else _("does not work")
        number = f" ({each['register']})" if each.get("register") else ""
        yield _("Integration"), f"{each['name']}{number}: {works}", None
    yield _file(_("Protocol of the test"), body["protocol"])
    yield from _defects(body)


def _security(body: Mapping[str, Any]) -> Iterator[Row]:
    yield _("Are the tests passed?"), yes_or_no(body["passed"]), None
    yield _file(_("Act of the information-security tests"), body["act"])
    yield from _defects(body)


def _defects(body: Mapping[str, Any]) -> Iterator[Row]:
    for each in body.get("defects") or []:
        yield _("Defect"), str(each), None
    if body.get("fix_working_days"):
        yield _("In how many working days they are mended"), formats.working_days(body["fix_working_days"]), None


def _production(body: Mapping[str, Any]) -> Iterator[Row]:
    yield _file(_("Protocol of putting into production"), body.get("protocol"))
    yield _("Day of the protocol"), day(body.get("signed_on")), None
    for each in body.get("technical_documents") or []:
        yield _file(str(each["name"]), each["document"])
    yield _file(_("Source code"), body.get("source_code"))


def _called(classifier: ClassifierName, key: object) -> str:
    return classifiers.called(classifier, str(key or ""))


def _entry(body: Mapping[str, Any]) -> Iterator[Row]:
    entry = body["entry"]
    names, descriptions = entry.get("names") or {}, entry.get("descriptions") or {}
    yield _("Name in Kazakh"), str(names.get("kk") or ""), None
    yield _("Name in Russian"), str(names.get("ru") or ""), None
    yield _("Name in English"), str(names.get("en") or ""), None
    yield _("Description in Kazakh"), str(descriptions.get("kk") or ""), None
    yield _("Description in Russian"), str(descriptions.get("ru") or ""), None
    yield _("Description in English"), str(descriptions.get("en") or ""), None
    yield _("Kind of service"), _called(ClassifierName.KIND, entry.get("kind")), None
    yield _("Who receives it"), _called(ClassifierName.RECIPIENT, entry.get("recipient")), None
    yield _("Price of the lease, in tenge"), money(entry.get("price_lease")), None
    yield _("Price of the IC service, in tenge"), money(entry.get("price_service")), None
    yield _("Level of service"), str(entry.get("service_level") or ""), None
    yield _("How to get it"), str(entry.get("how_to_get") or ""), None
    yield _("Contact for support"), str(entry.get("support") or ""), None
    yield _("Class of information security"), str(entry.get("security_class") or ""), None
    integrations = "; ".join(str(each["name"]) for each in entry.get("integrations") or [])
    yield _("Integrations"), integrations, None
    for each in entry.get("relations") or []:
        yield str(RELATIONS[RelationKind(each["kind"])]), str(each["service"]), None
    for each in entry.get("documents") or []:
        yield _file(str(each["name"]), each["document"])


_ROWS = {
    "report_ready": _readiness,
    "equip": _equipment,
    "request_test_infrastructure": _asked,
    "give_test_infrastructure": _environment,
    "record_test": _test,
    "allocate_environment": _environment,
    "record_security_test": _security,
    "commission": _production,
    "notify_authority": _entry,
}


def meeting(formation: Formation) -> tuple[str, str]:
    """When and where the newest call says that the Commission meets."""
    calls = [act for act in standing_acts(formation) if act.action == "call_meeting"]
    return instant(formation.meets_at), str(calls[-1].body.get("place") or "") if calls else ""
