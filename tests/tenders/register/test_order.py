"""Reading the lists of tenders: whichever index they are read along, they say the same."""

import pytest

from qyzmet import clock, context
from qyzmet.search import column_order
from qyzmet.tenders.models import Tender
from qyzmet.tenders.register import filters, order
from qyzmet.vocabulary import OrganisationKind
from tests import factories
from tests.tenders.register.listed import a_tender, world
from tests.worlds import World

__all__ = ["world"]


@pytest.mark.slow
@pytest.mark.parametrize("few", [0, 2_000])
def test_every_way_to_read_gives_the_same(world: World, monkeypatch: pytest.MonkeyPatch, few: int):
    """Whether an index is walked or the rows of a word are gathered changes nothing in a list."""
    monkeypatch.setattr(column_order, "GATHERED", few)
    museum = factories.organisation(OrganisationKind.STATE_BODY, "Музей")
    made = [
        a_tender(
            world,
            ("published", "closed", "published")[place % 3],
            days=3 + place % 5,
            customer=museum if place % 4 == 0 else None,
            purpose="Учёт" if place % 2 else "Вывоз",
        )
        for place in range(12)
    ]
    a_tender(world, "draft", purpose="Учёт")

    def found(**typed: str) -> list[int]:
        asked = filters.read(typed, context.NOBODY)
        assert not asked.errors
        return [row.id for row in order.in_order(context.NOBODY, asked, 50, None).rows]

    def expected(*conditions: object) -> set[int]:
        return {each.id for each in made if all(holds(each) for holds in conditions)}  # type: ignore[operator]

    def open_(each: Tender) -> bool:
        return each.state == "published"

    def counted(each: Tender) -> bool:
        return each.purpose == "Учёт"

    def theirs(each: Tender) -> bool:
        return museum in [row.organisation for row in each.party_rows]

    assert set(found()) == expected()
    assert found() == sorted(found(), reverse=True)
    assert set(found(phase="accepting")) == expected(open_)
    assert set(found(q="учет")) == expected(counted)
    assert set(found(q="учет", phase="accepting")) == expected(counted, open_)
    assert set(found(customer=museum.bin)) == expected(theirs)
    assert set(found(customer=museum.bin, q="вывоз", phase="examined")) == expected(
        theirs, lambda each: not counted(each), lambda each: not open_(each)
    )
    assert set(found(ends_from="2026-03-06", ends_to="2026-03-07")) == expected(
        lambda each: (each.accepts_until - clock.at(clock.today())).days in (5, 6)
    )
    first = found(phase="accepting")
    ends = {each.id: each.accepts_until for each in made}
    assert first == sorted(first, key=lambda key: (ends[key], key))
    page = order.in_order(context.NOBODY, filters.read({"phase": "accepting"}, context.NOBODY), 3, None)
    place = order.place_of(page.rows[-1], order.soonest())
    assert order.place_at(order.cursor_of(place)) == place
    rest = order.in_order(context.NOBODY, filters.read({"phase": "accepting"}, context.NOBODY), 50, place)
    assert [row.id for row in [*page.rows, *rest.rows]] == first
