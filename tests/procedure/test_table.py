"""What `check` finds: moves that nobody may take, between which nothing chooses, or that time cannot take."""

from dataclasses import replace

import pytest

from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.table import Move, Procedure, Term, check
from qyzmet.vocabulary import Channel, Party, Role, Seat

pytestmark = pytest.mark.once

GOOD = Procedure(
    kind="wishes",
    edition="kz-2022-03-31",
    title="Wish",
    prefix="W",
    states={"open": "open", "closed": "closed", "granted": "granted"},
    first="open",
    last=frozenset({"granted"}),
    moves=(
        Move("wish", "Wish", ("open",), None, Party.STATE_BODY, "¶ 1", starts=("wait",)),
        Move("close", "Close", ("open",), "closed", Party.INTEGRATOR, "¶ 2", consequence=True, closes=("wait",)),
        Move("grant", "Grant", ("closed",), None, Party.COMMISSION, "H1", roles=(), seats=(Seat.CHAIR,), case="some"),
        Move("grant", "Grant", ("closed",), "granted", Party.COMMISSION, "H1", roles=(), seats=tuple(Seat), case="all"),
    ),
    terms=(Term("wait", "Wait", 3, Party.INTEGRATOR, "¶ 2", at_end="close"),),
)


def with_move(move: Move) -> Procedure:
    return replace(GOOD, moves=(*GOOD.moves, move))


def changed(action: str, **changes: object) -> Procedure:
    """The good table with every move of that name changed."""
    return replace(GOOD, moves=tuple(replace(m, **changes) if m.action == action else m for m in GOOD.moves))


def test_a_table_with_seats_cases_and_an_end_by_time_is_whole():
    """The Commission's seats, moves told apart by the facts and a term that ends by itself are nothing wrong."""
    assert check(GOOD) == []
    assert GOOD.is_taken_by_time("close")
    assert not GOOD.is_taken_by_time("wish")
    some, every = GOOD.moves_of("grant")
    assert GOOD.alternatives(some, "closed") == (some, every)
    assert GOOD.alternatives(some, "open") == ()
    assert some.takers == ("Chair",)


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        (changed("grant", roles=(Role.HEAD,)), "by its seats"),
        (changed("grant", seats=()), "by its seats"),
        (changed("wish", seats=(Seat.CHAIR,)), "by its seats"),
        (changed("wish", roles=()), "by its seats"),
        (changed("grant", any_of_kind=True), "has no kind"),
        (changed("grant", case=""), "nothing chooses"),
        (changed("grant", case="some"), "nothing chooses"),
        (changed("wish", case="some"), "no other beside it"),
        (replace(GOOD, moves=(*GOOD.moves[:3], replace(GOOD.moves[3], binding=True))), "binds in one case"),
        (replace(GOOD, terms=(replace(GOOD.terms[0], at_end="shut"),)), "no such move: shut"),
        (changed("close", consequence=False), "nobody's"),
        (changed("close", closes=()), "nobody's"),
        (changed("grant", starts=("wait",)), "where all terms end"),
        (replace(GOOD, parties=(Party.COMMISSION,)), "no organisation"),
        (replace(GOOD, starters=(Party.COMMISSION,)), "no organisation"),
    ],
)
def test_what_is_wrong_is_said(table, wrong):
    """Each slip of a table is found and named."""
    assert [each for each in check(table) if wrong in each]


@pytest.mark.parametrize(
    "move",
    [
        Move("wish", "Wish", ("open",), None, Party.STATE_BODY, "¶ 1", roles=(Role.CLERK,)),
        Move("wish", "Wish", ("open",), None, Party.OPERATOR, "¶ 1"),
        Move("wish", "Wish", ("closed",), None, Party.STATE_BODY, "¶ 1"),
    ],
)
def test_moves_of_one_name_need_no_case_where_nobody_could_take_both(move):
    """Other roles, other parties and other states tell moves of one name apart."""
    assert check(with_move(move)) == []


def test_a_move_on_paper_is_told_apart_from_one_on_the_portal_only():
    """A move of any channel is open on paper too, so it stands against one on paper."""
    paper = Move("wish", "Wish", ("open",), None, Party.STATE_BODY, "¶ 1", channel=Channel.PAPER)
    assert check(with_move(paper)) == ["wish: nothing chooses between two moves in open"]
    portal = replace(GOOD.moves[0], channel=Channel.PORTAL)
    assert check(replace(GOOD, moves=(portal, *GOOD.moves[1:], paper))) == []


def test_where_the_facts_choose_a_kind_says_how():
    """Of an action whose moves the facts tell apart, the kind says which fact it is, or that the doing shows it."""
    for kind in kinds().values():
        for table in kind.tables.values():
            told_apart = {move.action for move in table.moves if move.case and not move.consequence}
            assert told_apart <= set(kind.cases) | kind.found_by_doing, table.kind
