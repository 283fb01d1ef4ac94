"""A need's whole way over the API, as other systems take it: from the request to the approved design assignment."""

import io
from typing import Any

import pytest
from flask import Flask

from qyzmet.database import db
from qyzmet.requests.assignment import sample
from qyzmet.requests.request.sample import AGREEMENT_GROUNDS, OPINION, REQUEST
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.api.conftest import Caller, World, made

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n"
GROUNDS = {"grounds": AGREEMENT_GROUNDS}


@pytest.fixture
def all_parties(app: Flask, world: World) -> World:
    """Besides: the operator, the State Technical Service, a supplier and the integrator's clerk."""
    integrator = world.integrator_head.user.memberships[0].organisation  # type: ignore[union-attr]
    people = {
        "operator_head": factories.user(Role.HEAD, factories.organisation(OrganisationKind.OPERATOR)),
        "security_head": factories.user(Role.HEAD, factories.organisation(OrganisationKind.SECURITY_SERVICE)),
        "supplier_head": factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER)),
        "integrator_clerk": factories.user(Role.CLERK, integrator),
    }
    db.session.commit()
    world.callers.update({name: Caller(app, user) for name, user in people.items()})
    return world


def uploaded(caller: Caller) -> str:
    answer = caller.app.test_client().post(
        "/api/v1/documents", headers=caller.headers, data={"file": (io.BytesIO(PDF), "paper.pdf")}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])  # type: ignore[index]


def done(caller: Caller, path: str, body: Any = None) -> dict[str, Any]:
    answer = caller.post(path, body)
    assert answer.status_code == 200, (path, answer.text)
    found: dict[str, Any] = answer.json
    return found


def agreed(world: World) -> str:
    path = f"/requests/{made(world, REQUEST)}"
    done(world.head, f"{path}/submit")
    done(world.integrator_specialist, f"{path}/draft_opinion", OPINION)
    done(world.integrator_head, f"{path}/give_opinion")
    done(world.authorised_head, f"{path}/agree", GROUNDS)
    return path


@pytest.mark.slow
def test_from_the_request_to_the_approved_assignment(all_parties: World):
    """¶ 8.1, 11, 13, 18, 19: each step by its party, in the bodies of the contract."""
    world = all_parties
    ordered = done(world.authorised_head, f"{agreed(world)}/order_creation")
    assert ordered["state"] == "creation_ordered"
    address = ordered["links"]["assignment"].removeprefix("/api/v1")
    shown = world.integrator_specialist.get(address).json
    assert (shown["state"], shown["assignment_version"], shown["links"]["request"]) == (
        "draft",
        1,
        ordered["links"]["self"],
    )
    assert shown["links"]["page"] == f"/requests/{shown['number']}"
    assert [(d["term"], d["rule"], d["working_days"]) for d in shown["deadlines"]] == [("develop", "¶ 18", 20)]
    saved = done(world.integrator_specialist, f"{address}/save", {"data": sample.lease()})
    assert saved["data"] == sample.lease()
    for who, action, state in (
        (world.integrator_head, "propose", "proposed"),
        (world.head, "consent", "consented"),
        (world.security_head, "agree_security", "security_agreed"),
        (world.authorised_head, "approve", "approved"),
    ):
        assert action in who.get(address).json["actions"], action
        assert done(who, f"{address}/{action}")["state"] == state
    amended = done(world.integrator_specialist, f"{address}/amend", {"reason": "The tender had no bids."})
    assert (amended["state"], amended["assignment_version"], len(amended["versions"])) == ("draft", 2, 1)


def test_nobody_makes_an_assignment_by_hand(all_parties: World):
    """It comes from an order: there is no such address to post to."""
    assert all_parties.integrator_head.post("/assignments", {"data": {}}).status_code == 405


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ceiling_lease": "-1.00"}, "data.ceiling_lease"),
        ({"ceiling_service": "9" * 20}, "data.ceiling_service"),
        ({"platform": "x" * 100_000}, "data.platform"),
        ({"training": "bad\x00text"}, "data.training"),
        ({"general": {"mechanism": "gift"}}, "data.general.mechanism"),
        ({"unknown": 1}, "data.unknown"),
    ],
)
def test_what_cannot_be_kept_is_told_by_field(all_parties: World, change: dict[str, Any], field: str):
    """422 with the field; nothing of the draft is changed."""
    ordered = done(all_parties.authorised_head, f"{agreed(all_parties)}/order_creation")
    address = ordered["links"]["assignment"].removeprefix("/api/v1")
    answer = all_parties.integrator_specialist.post(f"{address}/save", {"data": change})
    assert answer.status_code == 422
    assert field in answer.json["errors"], answer.text
    assert all_parties.integrator_specialist.get(address).json["data"] == {}


@pytest.mark.slow
def test_weights_that_do_not_add_to_100_are_refused_when_proposing(all_parties: World):
    """Part 12: 99.9 is kept in the draft and refused with the sum told."""
    world = all_parties
    ordered = done(world.authorised_head, f"{agreed(world)}/order_creation")
    address = ordered["links"]["assignment"].removeprefix("/api/v1")
    data = sample.lease()
    scored = next(criterion for criterion in data["criteria"] if criterion["kind"] == "scored")
    scored["weight"] = str(float(scored["weight"]) - 0.1)
    done(world.integrator_specialist, f"{address}/save", {"data": data})
    answer = world.integrator_head.post(f"{address}/propose")
    assert answer.status_code == 422
    assert any("99.9" in text for texts in answer.json["errors"].values() for text in texts)


def test_a_paper_is_registered_with_its_day(all_parties: World):
    """H12: channel, day of receipt and scans beside the data; the object says so."""
    world = all_parties
    scan = uploaded(world.clerk)
    answer = world.clerk.post(
        "/requests", {"data": REQUEST, "channel": "paper", "received_on": "2026-02-25", "scans": [scan]}
    )
    assert answer.status_code == 201, answer.text
    assert (answer.json["channel"], answer.json["received_on"], answer.json["scans"]) == ("paper", "2026-02-25", [scan])
    filed = done(world.clerk, f"/requests/{answer.json['number']}/submit")
    assert filed["deadlines"][0]["event_on"] == "2026-02-25"
    late = world.clerk.post("/requests", {"data": {}, "channel": "paper", "received_on": "2026-03-30", "scans": [scan]})
    assert (late.status_code, list(late.json["errors"])) == (422, ["received_on"])
    portal = world.specialist.post("/requests", {"data": {}, "received_on": "2026-02-25"})
    assert (portal.status_code, list(portal.json["errors"])) == (422, ["received_on"])


@pytest.mark.slow
def test_a_proposal_and_its_customer(all_parties: World):
    """¶ 8.2, H11: drafted, filed, reviewed like a request; ordered only with a customer."""
    world = all_parties
    data = {
        "state_body": world.state_body.bin,
        "function": "Temporary export certificates",
        "description": "A product.",
    }
    data |= {"results": "Nobody comes twice.", "existing_solution": "", "price_estimate": "9000000.00"}
    draft = world.supplier_head.post(
        "/proposals", {"data": {**data, "contacts": REQUEST["contacts"], "documents": []}}
    ).json
    filed = done(world.supplier_head, f"/proposals/{draft['number']}/submit")
    path = f"/proposals/{filed['number']}"
    assert (filed["number"], len(filed["receipt"]["hash"])) == ("PR-2026-000001", 64)
    assert world.stranger.get(path).status_code == 404
    executor = world.integrator_specialist.user.public_id  # type: ignore[union-attr]
    assert done(world.integrator_head, f"{path}/assign", {"executor": executor})["executor"] == executor
    done(world.integrator_specialist, f"{path}/draft_opinion", OPINION)
    done(world.integrator_head, f"{path}/give_opinion")
    done(world.authorised_head, f"{path}/agree", GROUNDS)
    refused = world.authorised_head.post(f"{path}/order_creation")
    assert (refused.status_code, refused.json["rule"]) == (409, "H11")
    done(world.head, f"{path}/join")
    assert done(world.authorised_head, f"{path}/order_creation")["links"]["assignment"]


def test_who_is_not_assigned_does_not_draft(all_parties: World):
    """Once an executor is assigned, another of the integrator's people hears 403, with the name."""
    world = all_parties
    path = f"/requests/{made(world, REQUEST)}"
    done(world.head, f"{path}/submit")
    head = world.integrator_head.user.public_id  # type: ignore[union-attr]
    done(world.integrator_head, f"{path}/assign", {"executor": head})
    assert world.integrator_specialist.post(f"{path}/draft_opinion", OPINION).status_code == 403
    stranger = world.stranger.user.public_id  # type: ignore[union-attr]
    answer = world.integrator_head.post(f"{path}/assign", {"executor": stranger})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["executor"])


@pytest.mark.slow
def test_an_incomplete_request_is_returned_and_answered(all_parties: World):
    """H20: returned with what is missing, saved, submitted again; the second return is 409 by H20."""
    world = all_parties
    path = f"/requests/{made(world, REQUEST)}"
    done(world.head, f"{path}/submit")
    missing = {"missing": [{"field": "technical_documents", "text": "The passport is not attached."}]}
    returned = done(world.integrator_specialist, f"{path}/return", missing)
    assert (returned["state"], returned["deadlines"][0]["closed_at"] is not None) == ("returned", True)
    done(world.specialist, f"{path}/save", {"data": {"purpose": "A purpose that says more."}})
    again = done(world.head, f"{path}/submit")
    assert [d["term"] for d in again["deadlines"]] == ["opinion", "complete", "opinion"]
    assert (again["deadlines"][1]["rule"], again["deadlines"][1]["working_days"]) == ("H40", 10)
    refused = world.integrator_head.post(f"{path}/return", missing)
    assert (refused.status_code, refused.json["rule"]) == (409, "H20")
