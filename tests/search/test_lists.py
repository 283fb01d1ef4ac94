"""The index follows what it is about, and lists say what is asked for, whichever index they are read along."""

from typing import Any

import pytest
from sqlalchemy import select

from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.people.organisations import organisations
from qyzmet.procedure import engine
from qyzmet.requests.request import sample
from qyzmet.search import filters, indexing, lists, rows
from qyzmet.search.conditions import TermState
from qyzmet.search.lists import ListQuery
from qyzmet.search.models import CitedAct, SearchWord
from tests.conftest import SetClock
from tests.requests.conftest import House, house

__all__ = ["house"]
KINDS = ("requests", "proposals", "assignments")


def ids(house: House, person: str, wanted: ListQuery, limit: int, **how: Any) -> list[int]:
    """The ids of what a person finds that is wanted."""
    return lists.ids(lists.statement_of(actor_of(house[person]), wanted, limit, **how))


def found(house: House, person: str = "specialist", **asked: object) -> list[int]:
    """The ids of what a person finds, the newest first."""
    return ids(house, person, ListQuery(**({"kinds": KINDS} | asked)), 50)  # type: ignore[arg-type]


def test_a_draft_is_found_by_what_it_says_now(house: House):
    """Function, acts, parties and number are found at once, and what was taken out is not found any more."""
    draft = house.drafted()
    for query in (
        "вывоз ценностей",
        "құндылықтар",
        "2/339",
        "акимата",
        "мәдениет басқарма",
        "Culture Department",
        house.state_body.bin,
        draft.draft_number,
    ):
        assert found(house, query=query) == [draft.id], query
    assert found(house, query="ценности реставрация") == found(house, query="%") == []
    assert db.session.scalars(select(CitedAct.key).where(CitedAct.procedure_id == draft.id)).all()
    with house.as_("specialist"):
        engine.save(draft, {"function": "Тіркеу", "acts": []})
    assert found(house, query="вывоз") == []
    assert found(house, query="тіркеуді") == [draft.id]
    assert not db.session.scalars(select(CitedAct.key).where(CitedAct.procedure_id == draft.id)).all()


@pytest.mark.parametrize(
    "words",
    [
        "свидетельств",
        "вывозу культурной ценности",
        "управление культуры алматы",
        "Мәдениет басқармасының",
        "құндылықтары",
        "2/339",
        "AR-2026-000001",
        "000001",
        "временн",
    ],
)
def test_search_finds_words_in_their_forms(house: House, words: str):
    """Kazakh and Russian, over function, organisation, act and number; the last word may be begun only."""
    request = house.submitted()
    assert found(house, "integrator_head", query=words) == [request.id]
    assert found(house, "integrator_head", query="охотник") == []


@pytest.mark.parametrize(
    "words",
    [
        "вы\u00adвозу",
        "вы\u0301воз",
        "вывoз",
        "Мәдeниет",
        "АR-2026-000001",
        "А\u200bR-2026-000",
        "2∕339 ",
        "microsoft",
        "mic",
    ],
)
def test_search_finds_what_looks_the_same(house: House, words: str):
    """Letters of another alphabet, soft hyphens and stress hide nothing, in what is kept and in what is asked."""
    disguised = sample.REQUEST["function"].replace("о", "o").replace("а", "a") + " Microsоft вывоз Мәдениет"
    request = house.submitted(function=disguised)
    assert found(house, "integrator_head", query=words) == [request.id]


def test_whoever_may_not_know_finds_nothing(house: House):
    """Visibility is no part of the index: a draft is found by its own people, what is submitted by every party."""
    draft = house.drafted()
    assert found(house, "integrator_head", query="вывоз") == found(house, "other_head", query="вывоз") == []
    assert found(house, "auditor", query="вывоз") == [draft.id]
    with house.as_("head"):
        engine.take(draft, "submit", {})
    assert found(house, "integrator_head", query="вывоз") == [draft.id]
    assert found(house, "other_head", query="вывоз") == []
    assert found(house, "integrator_head", query=house.integrator.name_en) == [draft.id]
    assert found(house, "administrator", query="вывоз") == []


def test_an_organisation_is_found_however_it_is_typed(house: House):
    """A list's filter takes a BIN with blanks and marks in it, and a name in look-alike letters, on both databases."""
    body, number = house.state_body, house.state_body.bin
    names = organisations.Names(kk="Өнер агенттігі", ru="Министе\u0301рство культу\u00adры", en="Arts")
    with house.as_("administrator"):
        organisations.change(body, names, national_bank=False, expected_version=body.version)
    typed = (f"{number[:6]} {number[6:]}", f"\u200e{number}\u200f", "Ɵнер aгeнттiгi", "министерcтвo культуры")
    assert [filters.organisation_ids(each) for each in typed] == [(body.id,)] * len(typed)


def test_a_renamed_organisation_is_found_by_both_names(house: House):
    """A new name finds everything at once; the old one goes on finding what has not been touched since."""
    draft = house.drafted()
    names = organisations.Names(kk="Өнер агенттігі", ru="Агентство искусств", en="Arts Agency")
    with house.as_("administrator"):
        organisations.change(house.state_body, names, national_bank=False, expected_version=house.state_body.version)
    assert found(house, query="искусство") == found(house, query="мәдениет басқармасы") == [draft.id]
    indexing.index(draft)
    assert found(house, query="искусств") == [draft.id]
    assert found(house, query="басқармасы") == []


@pytest.mark.slow
@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("probe", [0, 50])
def test_every_way_to_read_gives_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch, set_clock: SetClock, probe: int, newest_first: bool
):
    """Which index a list is read along changes nothing in it: compared with a plain look at each row."""
    monkeypatch.setattr(lists, "PROBE", probe)
    monkeypatch.setattr(lists, "FEW", 2 if probe else 2000)
    made = [house.drafted(function=f"Функция {'первая' if n % 2 else 'вторая'} {n}") for n in range(6)]
    with house.as_("head"):
        for each in made[:4]:
            engine.take(each, "submit", {})
    set_clock.set("2026-03-30 10:00")  # The opinion's 15 working days are over.
    made.append(house.submitted(function="Функция третья"))
    said = {each.id: each for each in made}
    cases = {
        "": lambda each: True,
        "state": lambda each: each.state == "submitted",
        "first": lambda each: "первая" in each.title,
        "both": lambda each: "вторая" in each.title and each.state == "draft",
        "overdue": lambda each: each in made[:4],
        "none": lambda each: each.state == "draft",
        "running": lambda each: each.state == "submitted",
        "from": lambda each: each is made[6],
        "to": lambda each: each in made[:4],
        "their": lambda each: False,
        "ours": lambda each: each.state == "submitted",
    }
    asked: dict[str, dict[str, object]] = {
        "": {},
        "state": {"states": ("submitted",)},
        "first": {"query": "первая функция"},
        "both": {"query": "функции втор", "states": ("draft",)},
        "overdue": {"term": TermState.OVERDUE},
        "none": {"term": TermState.NONE},
        "running": {"term": TermState.RUNNING, "query": "функц"},
        "from": {"submitted_from": set_clock().date()},
        "to": {"submitted_to": set_clock().date().replace(day=3), "query": "функция"},
        "their": {"organisations": (house.other_body.id,)},
        "ours": {"organisations": (house.integrator.id, house.other_body.id), "kinds": ("requests",)},
    }
    for person in ("head", "auditor"):
        for name, holds in cases.items():
            wanted = ListQuery(**({"kinds": KINDS} | asked[name]))  # type: ignore[arg-type]
            expected = sorted((key for key, each in said.items() if holds(each)), reverse=newest_first)
            assert ids(house, person, wanted, 50, newest_first=newest_first) == expected, name
            page, seen = None, []
            while len(seen) < len(expected):
                part = ids(house, person, wanted, 2, beyond=page, newest_first=newest_first)
                assert part, name
                seen, page = seen + part, part[-1]
            assert seen == expected, name


def test_a_term_that_nobody_marked_is_overdue_all_the_same(house: House, set_clock: SetClock):
    """Without a worker the instant counts, not the mark."""
    made = house.submitted()
    assert found(house, term=TermState.OVERDUE) == []
    set_clock.set("2026-03-30 10:00")
    assert found(house, term=TermState.OVERDUE) == [made.id]
    assert found(house, term=TermState.SOON) == []


def test_somebody_of_two_organisations_finds_each_once(house: House):
    """Who works for two parties of one procedure sees it once in a list."""
    from qyzmet.vocabulary import Role
    from tests import factories

    made = house.submitted()
    factories.join(house["head"], Role.HEAD, house.authorised_body)
    assert found(house, "head") == found(house, "head", query="вывоз") == [made.id]


def test_rows_say_whose_they_are_and_what_is_due(house: House):
    """A row has the words of the page: organisation, state, the most urgent term with the days left."""
    draft, made = house.drafted(), house.submitted()
    page = rows.page(actor_of(house["head"]), ListQuery(KINDS), 1)
    assert page.more
    row = page.rows[0]
    assert (row.number, row.path, row.state) == (made.number, made.path, "submitted")
    assert row.title == made.title
    assert row.organisation == sample.STATE_BODY_NAMES["en"]
    assert row.due is not None
    assert (row.due.days_left, row.due.overdue) == (15, False)
    assert [each.id for each in rows.page(actor_of(house["head"]), ListQuery(KINDS), 5, before=made.id).rows] == [
        draft.id
    ]


def test_find_picks_one_of_a_kind(house: House):
    """Pickers get the newest of one kind that the actor may know of."""
    made = house.submitted()
    assert [row.number for row in rows.find("requests", "вывоз", 5, actor_of(house["head"]))] == [made.number]
    assert rows.find("assignments", "вывоз", 5, actor_of(house["head"])) == []
    assert rows.find("requests", " ", 5, actor_of(house["other_head"])) == []


def test_the_index_can_be_built_anew(house: House):
    """A release that makes its words otherwise builds the index anew: what was there before does not matter."""
    key, person = house.drafted().id, house["specialist"].id
    db.session.query(SearchWord).delete()
    assert found(house, query="вывоз") == []
    assert indexing.rebuild() == 1
    house.people["specialist"] = db.session.get_one(User, person)
    assert found(house, query="вывоз") == [key]
