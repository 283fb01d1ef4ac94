"""The API's list of tenders: what is public without a token, drafts for their parties, its own filters."""

import pytest
from flask.testing import FlaskClient

from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.search import lists
from qyzmet.tenders.register.filters import TenderFilters
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.signing_in import bearer
from tests.tenders.register.listed import a_tender, statements, world
from tests.worlds import World, a_commission

__all__ = ["world"]


@pytest.mark.slow
def test_api_needs_no_token_for_what_is_public(client: FlaskClient, world: World):
    """Published ones without a token; drafts for their parties' tokens; a supplier's sees none of them."""
    draft, first, second = a_tender(world, "draft"), a_tender(world), a_tender(world, "examining")
    db.session.commit()

    def listed(query: str = "", **headers: str) -> list[str]:
        answer = client.get(f"/api/v1/tenders?{query}", headers=headers)
        assert answer.status_code == 200, answer.json
        return [item["number"] for item in answer.json["items"]]

    assert listed() == [first.number, second.number]
    assert listed("state=examining") == [second.number]
    assert listed("q=вывозу") == [first.number, second.number]
    assert listed("state=draft") == []
    for kind, expected in (
        (OrganisationKind.STATE_BODY, [draft.draft_number, first.number, second.number]),
        (OrganisationKind.INTEGRATOR, [draft.draft_number, first.number, second.number]),
        (OrganisationKind.SUPPLIER, [first.number, second.number]),
    ):
        headers = bearer(world.people[kind, Role.SPECIALIST])
        assert listed("", **headers) == expected, kind
        assert listed("q=вывоз", **headers) == expected, kind
    assert listed("", **bearer(world.others[Role.HEAD])) == [first.number, second.number]
    page = client.get("/api/v1/tenders?limit=1").json
    assert [item["number"] for item in page["items"]] == [first.number]
    assert listed(f"after={page['next']}") == [second.number]
    assert client.get("/api/v1/tenders", headers={"Authorization": "Bearer nothing"}).status_code == 401


@pytest.mark.slow
def test_api_filters(client: FlaskClient, world: World):
    """Object, mechanism, customer, the days of the publication and of the end; what is wrong is 422 by parameter."""
    ours = a_tender(world, days=4)
    theirs = a_tender(world, days=9, object="ici", mechanism="ppp", customer=factories.organisation())
    db.session.commit()
    customer = next(row.organisation for row in theirs.party_rows if row.party.value == "state_body")
    for query, expected in {
        "object=ici": [theirs.number],
        "mechanism=lease": [ours.number],
        f"customer={customer.bin}": [theirs.number],
        f"customer={world.organisations[OrganisationKind.INTEGRATOR].bin}": [],
        f"customer={factories.a_bin()}": [],
        "ends_from=2026-03-06&ends_to=2026-03-06": [ours.number],
        "ends_from=2026-03-07": [theirs.number],
        "published_from=2026-03-02&published_to=2026-03-02": [ours.number, theirs.number],
        "published_from=2026-03-03": [],
        "published_to=9999-12-31&ends_to=9999-12-31": [ours.number, theirs.number],
    }.items():
        answer = client.get(f"/api/v1/tenders?{query}")
        assert [item["number"] for item in answer.json["items"]] == expected, query
    for query in ("object=castle", "mechanism=operator", "customer=123", "ends_from=2026-02-31", "published_to=soon"):
        answer = client.get(f"/api/v1/tenders?{query}")
        assert answer.status_code == 422
        assert list(answer.json["errors"]) == [query.split("=")[0]]
    described = client.get("/api/v1/openapi.json").json["paths"]["/tenders"]["get"]["parameters"]
    assert {"object", "mechanism", "customer", "ends_from", "published_to"} <= {each["name"] for each in described}


@pytest.mark.slow
def test_a_longer_api_list_asks_no_more_queries(client: FlaskClient, world: World):
    """The number of queries does not grow with the rows, signed out or in."""

    def queries(headers: dict[str, str]) -> int:
        with statements() as seen:
            assert client.get("/api/v1/tenders?limit=100", headers=headers).status_code == 200
        return len(seen)

    callers = ({}, bearer(world.people[OrganisationKind.STATE_BODY, Role.HEAD]))
    for _ in range(2):
        a_tender(world)
    db.session.commit()
    for headers in callers:
        queries(headers)
    few = [queries(headers) for headers in callers]
    for _ in range(5):
        a_tender(world)
    db.session.commit()
    queries({})  # What the commit made the session forget is asked for once, however long the list.
    assert [queries(headers) for headers in callers] == few


def test_somebody_with_a_seat_knows_of_a_draft(client: FlaskClient, world: World):
    """Who sits in the Commission finds the tender in the API's list although no organisation of theirs takes part."""
    draft = a_tender(world, "draft")
    member = next(iter(a_commission(world, draft).values()))
    wanted = TenderFilters({"q": ""}).query(member)
    assert lists.ids(lists.statement_of(member, wanted, 10)) == [draft.id]
    assert lists.ids(lists.statement_of(actor_of(world.others[Role.HEAD]), wanted, 10)) == []
