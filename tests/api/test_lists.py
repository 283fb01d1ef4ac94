"""Lists: what one may know of, oldest first, page by page."""

import pytest
from sqlalchemy import event

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.vocabulary import Party
from tests.api.conftest import World, made, procedure
from tests.conftest import SetClock


def numbers(answer: object) -> list[str]:
    """The numbers on a page."""
    return [item["number"] for item in answer.json["items"]]  # type: ignore[attr-defined]


@pytest.mark.slow
def test_pages_hold_each_once_although_rows_are_added(world: World):
    """Page by page each is there once, the oldest first; what is added meanwhile comes last."""
    expected = [made(world) for _ in range(5)]
    seen: list[str] = []
    after = ""
    while True:
        page = world.head.get(f"/requests?limit=2&after={after}")
        seen += numbers(page)
        if len(seen) == 2:
            expected.append(made(world))
        after = page.json["next"]
        if after is None:
            break
    assert seen == expected


@pytest.mark.slow
def test_filters(world: World, submitted: str, set_clock: SetClock):
    """state, q over numbers and words, term, organisation, and the day of the submission in Almaty."""
    draft = made(world, {"function": "Қазына ЖҰМЫСЫ 50%_x"})
    list_of = lambda query: numbers(world.head.get(f"/requests?{query}"))  # noqa: E731
    assert list_of("state=draft") == [draft]
    assert list_of("state=submitted") == [submitted]
    assert list_of("q=жұмыстар+ҚАЗЫНА") == [draft]
    assert list_of("q=50%25_X") == [draft]
    assert list_of("q=51") == []
    assert list_of("q=%25") == []
    for part in (submitted.lower(), submitted[:-2], submitted[-6:], submitted[3:], submitted[-6:].lstrip("0")):
        assert list_of(f"q={part}") == [submitted], part
    assert list_of("term=running") == [submitted]
    assert list_of("term=soon") == list_of("term=overdue") == []
    assert list_of("term=none") == [draft]
    assert list_of(f"organisation={world.state_body.bin}") == [submitted, draft]
    assert list_of(f"organisation={world.other_body.bin}") == []
    assert list_of("submitted_from=2026-03-02&submitted_to=2026-03-02") == [submitted]
    assert list_of("submitted_from=2026-03-03") == []
    assert list_of("submitted_to=2026-03-01") == []
    assert list_of("submitted_to=9999-12-31") == [submitted]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=-1",
        "limit=²",
        "after=x",
        "after=!!!",
        "after=YWZ0ZXI6eA",
        "state=flying",
        "q=%00",
        "q=" + "x" * 201,
        "term=late",
        "organisation=123",
        "submitted_from=2026-02-31",
        "submitted_to=yesterday",
    ],
)
def test_what_cannot_be_asked_is_422_by_parameter(world: World, query: str):
    """A parameter that is not right is named."""
    answer = world.head.get(f"/requests?{query}")
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [query.split("=")[0]]


def test_known_to_agrees_with_may_know(world: World, submitted: str):
    """The condition for lists and the right for one procedure say the same, for everybody and every procedure."""
    # A draft that names a party already: that party does not know of it before the submission.
    named = procedure(made(world))
    integrator = procedure(submitted).party(Party.INTEGRATOR)
    named.party_rows.append(ProcedureParty(party=Party.INTEGRATOR, organisation=integrator))
    db.session.commit()
    theirs = world.stranger.post("/requests", {}).json["number"]
    every = db.session.query(Procedure).all()
    assert {theirs, submitted} <= {p.public_number for p in every}
    for name, caller in world.callers.items():
        actor = context.actor_of(caller.user) if caller.user else context.NOBODY
        listed = set(db.session.query(Procedure).filter(rights.known_to(actor)))
        assert listed == {p for p in every if rights.may_know(actor, p)}, name


@pytest.mark.slow
def test_a_longer_list_asks_no_more_queries(world: World):
    """The number of queries does not grow with the rows."""
    from qyzmet.requests.request.sample import REQUEST

    def queries() -> int:
        count = 0

        def counted(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            nonlocal count
            count += statement.startswith("SELECT")

        event.listen(db.engine, "before_cursor_execute", counted)
        try:
            assert world.head.get("/requests?limit=100").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", counted)
        return count

    for _ in range(2):
        world.head.post(f"/requests/{made(world, REQUEST)}/submit")
    world.head.get("/requests")
    few = queries()
    for _ in range(4):
        world.head.post(f"/requests/{made(world, REQUEST)}/submit")
    world.head.get(
        "/requests"
    )  # What the commit has made the session forget is asked for again, however long the list.
    assert queries() == few
