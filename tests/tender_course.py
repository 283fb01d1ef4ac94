"""A tender by the API of the demonstration, step by step as its people: for journeys, measurements and whole sites.

What calls is handed in: a browser's demonstration over HTTP or an application in this process.
"""

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from qyzmet.requests.assignment import sample as assignment_sample
from qyzmet.tenders.rules.qualification import STATEMENTS

Json = dict[str, Any]
MEMBERS = ("member1", "member2", "member3", "member4")
PERSONS = ("chair", "secretary", *MEMBERS)


class Caller(Protocol):
    """The API of a demonstration, called as its people."""

    def call(self, key: str, path: str, body: Mapping[str, Any] | None = None) -> Json:
        """Ask for a path, or send it a body; the key "" asks the demonstration itself."""

    def ordered(self) -> str:
        """The number of the design assignment that an agreed request led to."""

    def user(self, key: str) -> str:
        """The public id of the person."""

    def register(self) -> dict[str, str]:
        """The numbers of the register's working services, by their names."""

    def upload(self, key: str, name: str, content: bytes) -> str:
        """The id of a document that the person uploads."""


def approved_assignment(caller: Caller, **changes: Any) -> str:
    """The number of a new design assignment of a lease, approved; `changes` are parts of it."""
    return _approved(caller, assignment_sample.lease(register_numbers(caller.register())) | changes)


def approved_for_operator(caller: Caller) -> str:
    """The number of a new design assignment without lease, approved: the operator creates the service itself (¶ 88)."""
    return _approved(caller, assignment_sample.operator(register_numbers(caller.register())))


def _approved(caller: Caller, data: Mapping[str, Any]) -> str:
    number = caller.ordered()
    path = f"/assignments/{number}"
    caller.call("integrator_specialist", f"{path}/save", {"data": dict(data)})
    caller.call("integrator_head", f"{path}/propose", {})
    caller.call("state_body_head", f"{path}/consent", {})
    caller.call("security_service_head", f"{path}/agree_security", {})
    caller.call("authorised_body_head", f"{path}/approve", {})
    return number


def register_numbers(by_name: Mapping[str, str]) -> dict[str, str]:
    """The register's numbers by the keys of the sample, as far as the demonstration has them."""
    from qyzmet.requests.services_register import sample as register_sample

    return {key: by_name[data["name"]] for key, data in register_sample.SERVICES.items() if data["name"] in by_name}


def published(caller: Caller, assignment: str | None = None, *, members: Sequence[str] = MEMBERS) -> str:
    """The number of a new tender that takes bids, with its Commission set up and its declarations made."""
    assignment = assignment or approved_assignment(caller)
    data = {
        "assignment": assignment,
        "title": "",
        "contact": "А. Жұмабаева, a.zhumabaeva@zerde.example.kz",
        "paper_address": "010000, Астана, Мәңгілік Ел даңғылы, 55/15",
    }
    made = caller.call("integrator_specialist", "/tenders", {"data": {k: v for k, v in data.items() if v}})
    path = f"/tenders/{made['number']}"
    caller.call("state_body_head", f"{path}/consent", {})
    number = str(caller.call("integrator_head", f"{path}/publish", {})["number"])
    seats = {"chair": caller.user("chair"), "secretary": caller.user("secretary")}
    caller.call(
        "state_body_head", f"{path}/set_commission", {**seats, "members": [caller.user(each) for each in members]}
    )
    for key in ("chair", "secretary", *members):
        caller.call(key, f"{path}/declare", {"interest": False, "reason": ""})
    return number


def a_bid(
    documents: Sequence[str] = (),
    *,
    lease: str = "48000000.00",
    service: str = "55000000.00",
    criteria: Sequence[Mapping[str, Any]] = tuple(assignment_sample.CRITERIA),
) -> Json:
    """The content of a bid: prices, every statement, an answer by each criterion; the sample's where none are given."""
    judged = [each for each in criteria if each["kind"] != "price"]
    return {
        "price_lease": lease,
        "price_service": service,
        "group": [],
        "statements": [{"key": each.key, "confirmed": True, "documents": list(documents)[:1]} for each in STATEMENTS],
        "answers": [
            {"criterion": each["key"], "text": f"{each['name']}: опишем и покажем.", "documents": list(documents)[1:]}
            for each in judged
        ],
    }


def drafted_bid(caller: Caller, key: str, tender: str, data: Mapping[str, Any]) -> str:
    """The number of a draft of that supplier."""
    return str(
        caller.call(f"{key}_specialist", "/bids", {"tender": tender, "data": copy.deepcopy(dict(data))})["number"]
    )


def submitted_bid(caller: Caller, key: str, tender: str, data: Mapping[str, Any]) -> Json:
    """That supplier's bid, submitted, as the API answers it: with its receipt."""
    number = drafted_bid(caller, key, tender, data)
    return caller.call(f"{key}_head", f"/bids/{number}/submit", {})


def move_clock(caller: Caller, to: dt.datetime | str) -> None:
    """Move the demonstration's clock, everything due on the way being done."""
    caller.call("", "/demo/clock", {"now": to if isinstance(to, str) else to.isoformat()})


def opened(caller: Caller, tender: str) -> Json:
    """The tender after its opening: the clock moves to the hour, chair and secretary open with a quorum."""
    path = f"/tenders/{tender}"
    move_clock(caller, str(caller.call("chair", path)["opening_at"]))
    return caller.call("chair", f"{path}/open_bids", {"present": [caller.user(key) for key in PERSONS]})


VOTERS = ("chair", *MEMBERS)
# A file as a party uploads it.
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def resolved(caller: Caller, path: str, action: str, body: Mapping[str, Any]) -> Json:
    """The Commission decides: the chair proposes it, and each of the voters votes for it."""
    answer = caller.call("chair", f"{path}/{action}", body)
    vote = {"for": True, "dissent": "", "hash": answer["proposal"]["hash"]}
    for key in VOTERS:
        answer = caller.call(key, f"{path}/sign_protocol", vote)
    return answer


def contracted(caller: Caller, tender: str, *, is_product: bool = True) -> Json:
    """An opened tender with one bid, of supplier1, brought to its contracts; the minutes are signed on the way."""
    path = f"/tenders/{tender}"
    found = caller.call("chair", path)
    minutes = next(each for each in found["protocols"] if each["kind"] == "opening")
    for key in ("chair", "secretary"):
        caller.call(key, f"{path}/sign_minutes", {"hash": minutes["hash"]})
    bid = found["bids"][0]["number"]
    row = {"bid": bid, "compliant": True, "ground": None, "reason": ""}
    resolved(caller, path, "examine", {"results": [row]})
    criteria = [each for each in assignment_sample.CRITERIA if each["kind"] != "price"]
    points = {"pass_fail": "1", "scored": "4"}
    scores = [{"bid": bid, "criterion": each["key"], "points": points[each["kind"]]} for each in criteria]
    for key in VOTERS:
        caller.call(key, f"{path}/score", {"scores": scores})
    resolved(caller, path, "decide", {"winner": bid, "ready_within_working_days": 60, "grounds": "Одна заявка."})
    day = str(caller.call("", "/demo")["now"])[:10]
    ends_on = f"{int(day[:4]) + 3}{day[4:]}"
    prices = {"service": "55000000.00", "lease": "48000000.00", "product": None}
    signers = {
        "service": ("state_body", "operator"),
        "lease": ("operator", "supplier1"),
        "product": ("state_body", "supplier1"),
    }
    if not is_product:
        # An ICI object never becomes the state body's.
        del signers["product"]
    answer: Json = {}
    for kind, (first, second) in signers.items():
        terms = {"contract": kind, "price": prices[kind], "starts_on": day, "ends_on": ends_on}
        document = caller.upload(f"{first}_head", f"{kind}.pdf", PDF)
        caller.call(f"{first}_head", f"{path}/sign_contract", {**terms, "document": document})
        answer = caller.call(f"{second}_head", f"{path}/sign_contract", {"contract": kind, "version": 1})
    return answer


def tested(caller: Caller, formation: str, *, by_operator: bool = False) -> Json:  # noqa: PT028 - no test, whatever its name
    """A formation with all tests passed and, where there is a supplier, the notice of it."""
    path = f"/formations/{formation}"
    if by_operator:
        bought = caller.upload("operator_head", "purchase.pdf", PDF)
        body = {"purchase": "Серверы.", "amount": "1000000.00", "documents": [bought]}
        caller.call("operator_head", f"{path}/equip", body)
    else:
        resources = {
            "cpu_cores": 16,
            "memory_gb": 64,
            "storage": [{"kind": "ssd", "gb": 500}],
            "network": "1 Гбит/с",
            "licences": [],
            "availability": "99.9",
        }
        caller.call("supplier1_head", f"{path}/report_ready", {"text": "Создано.", "resources": resources})
    assignment = caller.call("integrator_head", path)["links"]["assignment"].removeprefix("/api/v1")
    named = caller.call("integrator_head", assignment)["data"]
    integrations = [
        {"name": each["name"], "register": each["register"], "passed": True} for each in named["integrations"]
    ]
    protocol, act = (caller.upload("operator_head", name, PDF) for name in ("test.pdf", "act.pdf"))
    passed = {"passed": True, "defects": [], "fix_working_days": None}
    caller.call("operator_head", f"{path}/record_test", {**passed, "integrations": integrations, "protocol": protocol})
    if not by_operator:
        day = str(caller.call("", "/demo")["now"])[:10]
        caller.call("operator_head", f"{path}/allocate_environment", {"environment": "ЦОД 2", "available_on": day})
    answer = caller.call("operator_head", f"{path}/record_security_test", {**passed, "act": act})
    if by_operator:
        return answer
    notifies = "supplier1_head" if named["general"]["object"] == "ssp" else "operator_head"
    return caller.call(notifies, f"{path}/notify_passed", {})


def presented(caller: Caller, formation: str) -> Json:
    """The Commission is called, its hour has come, and the integrator has presented the papers."""
    path = f"/formations/{formation}"
    now = dt.datetime.fromisoformat(str(caller.call("", "/demo")["now"]))
    meets_at = now + dt.timedelta(days=1)
    meeting = {"meets_at": meets_at.isoformat(), "place": "Астана", "agenda": ""}
    caller.call("integrator_head", f"{path}/call_meeting", meeting)
    move_clock(caller, meets_at + dt.timedelta(minutes=5))
    papers = caller.call("integrator_head", path)["to_present"]
    return caller.call("integrator_head", f"{path}/present", papers)


def decided_to_form(caller: Caller, formation: str) -> Json:
    """The Commission decides to form."""
    decision = {"form": True, "grounds": "Испытания пройдены.", "mend": "", "mend_working_days": None}
    return resolved(caller, f"/formations/{formation}", "decide", decision)


def commissioned(caller: Caller, formation: str, *, by_operator: bool = False) -> Json:
    """A formation that is decided put into production: by operator and supplier, or by the operator alone."""
    path = f"/formations/{formation}"
    assignment = caller.call("integrator_head", path)["links"]["assignment"].removeprefix("/api/v1")
    data = caller.call("integrator_head", assignment)["data"]
    is_product = data["general"]["object"] == "ssp"
    body = {
        "protocol": caller.upload("operator_head", "commissioning.pdf", PDF),
        "signed_on": str(caller.call("", "/demo")["now"])[:10],
        "technical_documents": [
            {"name": name, "document": caller.upload("operator_head", "copy.pdf", PDF)}
            for name in data["commissioning"]["technical_documents"]
        ],
        "source_code": caller.upload("operator_head", "source.pdf", PDF) if is_product else None,
    }
    answer = caller.call("operator_head", f"{path}/commission", body)
    return answer if by_operator else caller.call("supplier1_head", f"{path}/commission", {})


def an_entry(kind: str, recipient: str, **changes: Any) -> Json:
    """The entry of the Catalogue that the integrator proposes."""
    names = {"kk": "Әкету куәлігі", "ru": "Свидетельство на вывоз", "en": "Export certificate"}
    return {
        "names": names,
        "descriptions": names,
        "kind": kind,
        "recipient": recipient,
        "price_lease": "48000000.00",
        "price_service": "55000000.00",
        "service_level": "99,9 %",
        "how_to_get": "Через портал",
        "support": "1414",
        "security_class": "3",
        "integrations": [],
        "relations": [],
    } | changes


def notified(caller: Caller, formation: str, entry: Mapping[str, Any]) -> Json:
    """The authorised body is asked to approve that entry."""
    path = f"/formations/{formation}"
    caller.call("operator_head", f"{path}/notify_integrator", {})
    return caller.call("integrator_head", f"{path}/notify_authority", {"entry": dict(entry)})
