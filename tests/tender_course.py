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
    number = caller.ordered()
    path = f"/assignments/{number}"
    data = assignment_sample.lease(register_numbers(caller.register())) | changes
    caller.call("integrator_specialist", f"{path}/save", {"data": data})
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


def a_bid(documents: Sequence[str] = (), *, lease: str = "48000000.00", service: str = "55000000.00") -> Json:
    """The content of a bid: prices, every statement, an answer by each criterion of the sample's assignment."""
    criteria = [each for each in assignment_sample.lease()["criteria"] if each["kind"] != "price"]
    return {
        "price_lease": lease,
        "price_service": service,
        "group": [],
        "statements": [{"key": each.key, "confirmed": True, "documents": list(documents)[:1]} for each in STATEMENTS],
        "answers": [
            {"criterion": each["key"], "text": f"{each['name']}: опишем и покажем.", "documents": list(documents)[1:]}
            for each in criteria
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
