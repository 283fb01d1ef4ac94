"""A system enters, reads and reports on programmes over the API, in the words of the outside interface."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from tests.conftest import SetClock
from tests.programmes.conftest import in_force
from tests.requests.conftest import House
from tests.signing_in import bearer

# As the interface prints it.
PRINTED: dict[str, Any] = {
    "kind": "territorial",
    "title": "…",
    "language": "ru",
    "act": {"body": "…", "number": "…", "date": None},
    "initiating_act": None,
    "amendments": [],
    "developer": "…",
    "co_developers": [],
    "control": "…",
    "annexes": [{"name": "…", "held": False}],
    "points": [{"point": "5.1", "text": "…"}],
    "documents": [],
    "executor": "…",
    "co_executors": [],
    "participants": [],
    "from": "2014-01-01",
    "to": "2020-12-31",
    "stages": [],
    "currency": "RUB",
    "unit": 1000,
    "goals": [
        {
            "key": "1",
            "text": "…",
            "tasks": [
                {
                    "key": "1.1",
                    "text": "…",
                    "measures": [
                        {
                            "key": "1.1.1",
                            "text": "…",
                            "by": "…",
                            "years": [2014],
                            "money": {"city": {"2014": "12.50"}},
                            "result": "…",
                        }
                    ],
                }
            ],
        }
    ],
    "indicators": [
        {"key": "i1", "name": "…", "unit": "…", "base": None, "values": {"2014": "…"}, "source": "", "formula": ""}
    ],
    "financing": {
        "total": "22427.3",
        "sources": [{"key": "city", "name": "…", "total": "20484.0", "years": {"2014": "2821.4"}}],
        "years": {"2014": "3442.2"},
    },
    "sub_programmes": [],
    "reports": [
        {"by": "…", "to": "…", "every": "quarter", "day": 10, "months_after": 1, "inclusive": True, "agreement": ""}
    ],
}


def _holds(given: Any, kept: Any) -> bool:
    """Whether all that was given is kept as it was given."""
    if isinstance(given, dict):
        return isinstance(kept, dict) and all(_holds(value, kept.get(key)) for key, value in given.items())
    if isinstance(given, list):
        return len(given) == len(kept) and all(_holds(*pair) for pair in zip(given, kept, strict=True))
    return bool(given == kept)


@pytest.mark.slow
def test_what_the_interface_prints_is_taken_and_kept_as_given(client: FlaskClient, house: House):
    """POST, approve, and GET without a token: the same data, its checks, and a blank date as a warning."""
    db.session.commit()
    made = client.post("/api/v1/programmes", json={"data": PRINTED}, headers=bearer(house["specialist"]))
    assert made.status_code == 201, made.json
    number = made.json["number"]
    assert number.startswith("PG-draft-")
    assert made.json["data"] == PRINTED
    assert client.get(f"/api/v1/programmes/{number}").status_code == 404
    refused = client.post(f"/api/v1/programmes/{number}/approve", json={}, headers=bearer(house["specialist"]))
    assert refused.status_code == 403
    approved = client.post(f"/api/v1/programmes/{number}/approve", json={}, headers=bearer(house["head"]))
    assert approved.status_code == 200, approved.json
    read = client.get(f"/api/v1/programmes/{approved.json['number']}")
    assert read.status_code == 200
    assert read.json["state"] == "in_force"
    rules = {(each["rule"], each["place"]): each for each in read.json["checks"]}
    assert rules["total_years", "financing.total"] == {
        "rule": "total_years",
        "place": "financing.total",
        "printed": "22427.3",
        "counted": "3442.2",
        "difference": "-18985.1",
    }
    assert ("act_date", "act.date") in rules
    assert read.json["cited_by"] == []
    assert client.get("/api/v1/programmes?kind=territorial&year=2015").json["items"]
    assert not client.get("/api/v1/programmes?year=2021").json["items"]
    assert client.get("/api/v1/programmes?year=soon").status_code == 422


def test_a_year_alone_and_what_is_not_printed_are_taken(client: FlaskClient, house: House):
    """from and to as years; null wherever the text is silent."""
    db.session.commit()
    data = dict.fromkeys(("act", "initiating_act", "developer", "control", "financing", "currency", "unit"))
    body = {"data": {"kind": "state", "title": "a", "language": "kk", "from": "2014", "to": "2020", **data}}
    made = client.post("/api/v1/programmes", json=body, headers=bearer(house["head"]))
    assert made.status_code == 201
    assert _holds(body["data"], made.json["data"])


def test_wrong_data_is_told_by_field(client: FlaskClient, house: House):
    """Types, unknown fields, years, figures and days, each at its place."""
    db.session.commit()
    wrong = {
        "data.zone": {"zone": 1},
        "data.from": {"from": "31.02.2014"},
        "data.financing.total": {"financing": {"total": 5}},
        "data.financing.years": {"financing": {"years": {"20": "1"}}},
        "data.goals.0.tasks.0.measures.0.years": {
            "goals": [{"text": "a", "tasks": [{"text": "b", "measures": [{"text": "c", "years": ["2014"]}]}]}]
        },
        "data.reports.0.day": {"reports": [{"day": 32}]},
        "data.sub_programmes.0.currency": {"sub_programmes": [{"title": "a", "currency": "tenge"}]},
    }
    for field, data in wrong.items():
        answer = client.post("/api/v1/programmes", json={"data": data}, headers=bearer(house["head"]))
        assert answer.status_code == 422, field
        assert list(answer.json["errors"]) == [field]


@pytest.mark.slow
def test_reports_stand_with_their_days(client: FlaskClient, house: House, set_clock: SetClock):
    """The next one has a deadline on its very day; a filed one is read by everybody."""
    made = in_force(house)
    set_clock.set("2026-04-02 09:00")
    db.session.commit()
    path = f"/api/v1/programmes/{made.public_number}"
    (term,) = client.get(path).json["deadlines"]
    assert (term["term"], term["due_on"], term["rule"]) == ("report", "2026-04-10", "H49")
    body = {"report": "1-2026-Q1", "measures": [], "indicators": [], "text": "Сделано.", "documents": []}
    filed = client.post(f"{path}/report", json=body, headers=bearer(house["specialist"]))
    assert filed.status_code == 200, filed.json
    (first, *_others) = client.get(path).json["reports"]
    assert (first["report"], first["filed_on"], first["overdue"]) == ("1-2026-Q1", "2026-04-02", False)
    assert first["content"]["text"] == "Сделано."


@pytest.mark.slow
def test_an_amended_draft_is_told_to_its_own_alone(client: FlaskClient, house: House):
    """links.next leads to the draft for those who write it; to others there is none yet."""
    made = in_force(house)
    house.take(made, "specialist", "amend", {})
    db.session.commit()
    path = f"/api/v1/programmes/{made.public_number}"
    assert client.get(path).json["links"]["next"] is None
    own = client.get(path, headers=bearer(house["specialist"])).json["links"]["next"]
    assert "PG-draft-" in own
    assert "Изменён бюджет" not in client.get(made.path).text
