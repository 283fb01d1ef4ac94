"""A tender of 20 bids, scored by 7 members by 8 criteria, as its people act: for bench/pages.py."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import select

from qyzmet.database import db
from qyzmet.demo import people
from qyzmet.people.accounts import tokens
from qyzmet.people.models import Organisation
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories, tender_course

BIDS, CRITERIA, MEMBERS = 20, 8, 7
_SCORED = {"kind": "scored", "weight": "10", "scale_max": "5", "pass_mark": None}
_PRICE = {"key": "price", "name": "Стоимость ИК-услуги", "kind": "price", "weight": "20"}


class Site:
    """The demonstration in this process, its API called as its people and those that were added."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.ids = {key: user.public_id for key, user in people.users().items()}
            self.tokens = {key: people.token_of(key) for key in self.ids}

    def call(self, key: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answer to a person. Raises RuntimeError for a refusal."""
        headers = {"Authorization": f"Bearer {self.tokens[key]}"} if key else {}
        options: dict[str, Any] = {} if body is None else {"json": dict(body)}
        method = "GET" if body is None else "POST"
        answer = self.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **options)
        if answer.status_code >= 300:
            raise RuntimeError(f"{key} {path}: {answer.status_code} {answer.get_data(as_text=True)}")
        found: dict[str, Any] = answer.get_json()
        return found

    def user(self, key: str) -> str:
        """The public id of the person."""
        return self.ids[key]

    def upload(self, key: str, name: str, content: bytes) -> str:
        """Nobody uploads anything here."""
        raise NotImplementedError

    def register(self) -> dict[str, str]:
        """The numbers of the register's working services, by their names."""
        found = self.call("integrator_head", "/integration-services?limit=200&state=working")["items"]
        return {each["data"]["name"]: each["number"] for each in found}

    def ordered(self) -> str:
        """The design assignment that is still to be written."""
        return str(self.call("integrator_head", "/assignments?state=draft&limit=200")["items"][0]["number"])

    def enter(self, key: str, role: Role, of: str = "") -> None:
        """Somebody more, who may call too: of the organisation of that BIN, or of a supplier's that is new."""
        with self.app.app_context():
            found = db.session.scalar(select(Organisation).where(Organisation.bin == of))
            user = factories.user(role, found or factories.organisation(OrganisationKind.SUPPLIER))
            self.ids[key], self.tokens[key] = user.public_id, tokens.create(user, "bench")[1]
            db.session.commit()


def ranked(site: Site) -> str:
    """The number of the tender, its ranking made. The clock passes the end of its acceptance and the opening."""
    members = [f"member{place}" for place in range(1, MEMBERS)]  # The chair is the seventh.
    for key in members[4:]:
        site.enter(key, Role.COMMISSION_MEMBER, people.BODIES["state_body"].bin)
    criteria: list[dict[str, Any]] = [
        {**_SCORED, "key": f"c{n}", "name": f"Критерий {n}: полнота и качество"} for n in range(CRITERIA)
    ]
    assignment = tender_course.approved_assignment(site, criteria=[*criteria, _PRICE])
    number = tender_course.published(site, assignment, members=members)
    path = f"/tenders/{number}"
    for place in range(BIDS):
        key = f"bidder{place}"
        site.enter(key, Role.HEAD)
        data = tender_course.a_bid(lease=f"{41_000_000 + 100_000 * place}.00")
        answers: list[Any] = [{"criterion": each["key"], "text": "Опишем.", "documents": []} for each in criteria]
        made = site.call(key, "/bids", {"tender": number, "data": data | {"answers": answers}})
        site.call(key, f"/bids/{made['number']}/submit", {})
    bids = [each["number"] for each in tender_course.opened(site, number)["bids"]]
    voters = ["chair", *members]
    site.call("chair", f"{path}/examine", {"results": [_complies(bid) for bid in bids]})
    shown = site.call("chair", path)
    for key in voters:
        proposed = next(each for each in shown["protocols"] if each["published_at"] is None)
        site.call(key, f"{path}/sign_protocol", {"for": True, "dissent": "", "hash": proposed["hash"]})
    for place, key in enumerate(voters):
        rows = [
            {"bid": bid, "criterion": criterion["key"], "points": str((place + nth + len(criterion["key"])) % 5 + 1)}
            for nth, bid in enumerate(bids)
            for criterion in criteria
        ]
        site.call(key, f"{path}/score", {"scores": rows})
    return str(number)


def _complies(bid: str) -> dict[str, Any]:
    return {"bid": bid, "compliant": True, "ground": None, "reason": ""}
