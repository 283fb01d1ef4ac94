"""Two versions of a design assignment side by side: what differs, in words, with the words that differ marked."""

import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.requests.assignment import sample as samples
from qyzmet.requests.assignment.comparison.differences import Row, compare, mark
from tests.requests.conftest import WAY, House
from tests.signing_in import sign_in
from tests.web.reading import read

TEXTS = st.text(st.sampled_from("ab <>&'\"\nқ."), max_size=60)


@pytest.fixture
def _english(app: Flask):
    with app.test_request_context("/?lang=en"):
        yield


def rows(left: dict, right: dict) -> dict[str, Row]:
    """The rows that differ, by their labels."""
    return {row.label: row for difference in compare(left, right) for row in difference.rows}


@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(TEXTS, TEXTS)
def test_marks_lose_nothing(left: str, right: str):
    """Without its marks each side is its own text, escaped; without what is gone and new both are the same."""
    before, after = mark(left, right)
    for shown, text in ((before, left), (after, right)):
        assert Markup(re.sub("</?(?:del|ins)>", "", shown)).unescape() == text
        assert "<" not in re.sub("</?(?:del|ins)>", "", shown)
    assert re.sub("<del>.*?</del>", "", before, flags=re.DOTALL) == re.sub("<ins>.*?</ins>", "", after, flags=re.DOTALL)


def test_marks_stand_at_words():
    """A word is marked whole; a text that is written anew is marked in no time."""
    assert mark("within 2 days", "within 20 days") == ("within <del>2</del> days", "within <ins>20</ins> days")
    begun = time.perf_counter()
    mark("a b " * 5000, "b a " * 5000)
    assert time.perf_counter() - begun < 5


@pytest.mark.usefixtures("_english")
def test_only_what_differs_is_shown_in_words():
    """Amounts, choices and lists are told as people read them; what is the same is left out."""
    left, right = samples.lease(), samples.ppp()
    right["ceiling_lease"] = "50400000.50"
    found = rows(left, right)
    assert (found["Ceiling price of the lease"].left, found["Ceiling price of the lease"].right) == (
        "₸50,400,000",
        "₸50,400,000.50",
    )
    assert found["Mechanism of creation"].right == "Public-private partnership (PPP)"
    assert "Purpose" not in found
    assert rows(left, samples.lease()) == {}
    everything = compare(left, left, everything=True)
    assert [difference.part.number for difference in everything] == list(range(1, 15))


@pytest.mark.usefixtures("_english")
def test_an_entry_put_in_between_changes_nothing_after_it():
    """Entries are laid beside each other by what they are about, so that one step more is one row."""
    left, right = samples.lease(), samples.lease()
    right["schedule"].insert(0, right["schedule"][3] | {"step": "Prepare"})
    (row,) = rows(left, right).values()
    assert (row.label, row.left) == ("Step 1", "")
    assert row.right.startswith("Step: Prepare\nWorking days: 40\nResponsible: does the step: Supplier")
    right["schedule"][2]["working_days"] = 12
    assert rows(left, right)["Step 3 · Working days"].right == "12"
    right = samples.lease()
    right["processes"][0]["children"][0]["children"][2]["roles"].append("X")
    assert list(rows(left, right)) == ["Process 1 · Sub-process 1 · Function 3 · Roles that carry it out"]
    right = samples.lease()
    right["criteria"][1]["weight"] = "41"
    assert list(rows(left, right)) == ["Criterion 2 · Weight"]


@pytest.mark.slow
def test_the_page(client: FlaskClient, house: House):
    """Versions with their instants; by default the newest and the one before; for who may know of it alone."""
    assignment = house.written()
    path = f"/requests/{assignment.number}/compare"
    sign_in(client, house["head"])
    assert "There is one version" in client.get(path).get_data(as_text=True)
    for key, action in WAY[:1]:
        house.take(assignment, key, action)
    house.take(assignment, "head", "object", {"reasons": samples.OBJECTION_REASONS})
    with house.as_("integrator_specialist"):
        engine.save(assignment, {"training": "<script>alert(1)</script>"})
    db.session.commit()
    page = client.get(f"{path}?from=1&to=2").get_data(as_text=True)
    read(page)
    assert "<ins>" in page
    assert "&lt;script&gt;" in page or "&lt;</ins>" in page or "&lt;<" in page
    assert "alert(1)</script>" not in page
    assert client.get(path).get_data(as_text=True).count("<table") == 1
    assert client.get(f"{path}?all=1").get_data(as_text=True).count("<table") == 14
    for query in ("from=3", "to=x", "from=²", "from=99999999999"):
        assert client.get(f"{path}?{query}").status_code == 404
    sign_in(client, house["other_head"])
    assert client.get(path).status_code == 404
    assert client.get("/requests/AR-2026-000001/compare").status_code == 404
