"""The Commission: who it is, when it is set up, its quorum, and who must step aside."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.tenders.rules.commission import (
    Commission,
    Timing,
    against_composition,
    against_opening,
    against_replacing,
    is_quorum,
    needed,
    unrepresented,
    when_set_up,
)
from qyzmet.tenders.rules.interests import (
    Bidder,
    Declaration,
    Judge,
    Tie,
    against_declaring,
    interests,
    newest,
    stepped_aside,
    undeclared,
)
from qyzmet.vocabulary import OrganisationKind, Seat

pytestmark = pytest.mark.once

# The contract's example: the chair votes, five in all.
COMMISSION = Commission("U-1", "U-2", ("U-3", "U-4", "U-5", "U-6"))
LEAST, THIRDS = 5, 2
END = dt.datetime(2026, 4, 1, 19, tzinfo=dt.UTC)
MOMENT = dt.timedelta(microseconds=1)


def paths(found) -> list[str | None]:
    return [said.path for said in found]


@pytest.mark.parametrize(
    ("commission", "expected"),
    [
        (COMMISSION, []),
        (Commission("U-1", "U-2", ("U-3", "U-4")), ["members"]),  # three are too few
        (Commission("U-1", "U-2", ("U-3", "U-4", "U-5")), ["members", "members"]),  # four: even, and too few
        (Commission("U-1", "U-2", ("U-3", "U-4", "U-5", "U-6", "U-7")), ["members"]),  # six are even
        (Commission("U-1", "U-1", ("U-3", "U-4", "U-5", "U-6")), ["secretary"]),
        (Commission("U-1", "U-2", ("U-3", "U-4", "U-5", "U-2")), ["members.3"]),
        (Commission("U-1", "U-2", ("U-3", "U-4", "U-3", "U-6")), ["members.2", "members", "members"]),
        (Commission("U-1", "U-2", ("U-1", "U-4", "U-5", "U-6")), ["members.0", "members", "members"]),
    ],
)
def test_the_composition(commission, expected):
    """H22: an odd number of different voters, at least five with the chair; the secretary is none of them."""
    assert paths(against_composition(commission, LEAST)) == expected


def test_seats():
    """The chair votes first, the secretary not at all."""
    assert COMMISSION.voters == ("U-1", "U-3", "U-4", "U-5", "U-6")
    assert [COMMISSION.seat_of(person) for person in ("U-1", "U-2", "U-6", "U-9")] == [
        Seat.CHAIR,
        Seat.SECRETARY,
        Seat.MEMBER,
        None,
    ]


def test_who_must_be_represented():
    """Law 45-1: members of the customer, the authorised body and the integrator, and others besides."""
    everybody = [*OrganisationKind]
    assert list(unrepresented(everybody)) == []
    missing = list(unrepresented([OrganisationKind.STATE_BODY, OrganisationKind.OPERATOR]))
    assert [said.facts["body"].text for said in missing] == ["Authorised body", "Service integrator"]


@pytest.mark.parametrize(
    ("at", "ppp", "until", "obligations", "timing", "rule"),
    [
        (END - MOMENT, False, END, None, Timing.IN_TIME, "¶ 36 1)"),
        (END, False, END, None, Timing.LATE, "¶ 36 1)"),
        (END, False, None, None, Timing.IN_TIME, "¶ 36 1)"),
        (END, True, END, None, Timing.TOO_EARLY, "¶ 36 2)"),
        (END, True, END, dt.date(2026, 3, 2), Timing.IN_TIME, "¶ 36 2)"),
        (END - MOMENT, True, None, dt.date(2026, 3, 2), Timing.IN_TIME, "¶ 36 2)"),
    ],
)
def test_when_it_is_set_up(at, ppp, until, obligations, timing, rule):
    """¶ 36: no later than the day on which acceptance ends; for PPP after the proposal on state obligations."""
    due = when_set_up(at, ppp=ppp, accepts_until=until, obligations_on=obligations)
    assert (due.timing, due.said.rule) == (timing, rule)


@pytest.mark.parametrize(
    ("new", "aside", "allowed"),
    [
        (COMMISSION, set(), True),
        (Commission("U-1", "U-2", ("U-3", "U-4", "U-5", "U-7")), {"U-6"}, True),
        (Commission("U-1", "U-2", ("U-3", "U-4", "U-5", "U-7")), set(), False),
        (Commission("U-1", "U-2", ("U-3", "U-4", "U-7", "U-8")), {"U-6"}, False),
        (Commission("U-3", "U-2", ("U-1", "U-4", "U-5", "U-6")), set(), False),  # seats change hands
        (Commission("U-7", "U-2", ("U-3", "U-4", "U-5", "U-6")), {"U-1"}, True),
    ],
)
def test_after_the_end_only_those_who_stepped_aside_are_replaced(new, aside, allowed):
    """Nobody is picked for bids that are known."""
    assert (list(against_replacing(COMMISSION, new, aside)) == []) is allowed


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 3))
def test_the_quorum_is_exact(present, all_of, thirds):
    """H22: two thirds without rounding: four of six are a quorum, three of five are none."""
    assert is_quorum(present, all_of, thirds) == (present > 0 and Fraction(present, all_of) >= Fraction(thirds, 3))
    least = needed(all_of, thirds)
    assert is_quorum(least, all_of, thirds)
    assert not is_quorum(least - 1, all_of, thirds)


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (["U-1", "U-2", "U-3", "U-4"], []),  # the contract's example: four of six persons
        (["U-1", "U-2", "U-3", "U-4", "U-5", "U-6"], []),
        (["U-1", "U-2", "U-3"], ["present"]),
        (["U-1", "U-3", "U-4", "U-5", "U-6"], ["present"]),  # the secretary is missing
        (["U-2", "U-3", "U-4", "U-5", "U-6"], ["present"]),  # the chair is missing
        (["U-1", "U-2", "U-3", "U-9", "U-9"], ["present.3", "present.4", "present"]),
        (["U-1", "U-2", "U-3", "U-3", "U-3"], ["present.3", "present.4", "present"]),
        ([], ["present", "present", "present"]),
    ],
)
def test_who_opens_the_bids(present, expected):
    """Chair and secretary with a quorum; strangers and people named twice count nothing."""
    assert paths(against_opening(COMMISSION, present, THIRDS)) == expected


BIDDERS = [
    Bidder("990540004034", group=("080740011629",), people=frozenset({"850101300123"})),
    Bidder("000740002338", owners=frozenset({"790202400456"})),
]


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (Judge("U-1", works_for=frozenset({"010340004512"})), []),
        (Judge("U-1", works_for=frozenset({"990540004034"})), [("990540004034", Tie.WORKS_FOR)]),
        (Judge("U-1", works_for=frozenset({"080740011629"})), [("990540004034", Tie.WORKS_FOR)]),  # of the group
        (Judge("U-1", iin="850101300123"), [("990540004034", Tie.WORKS_FOR)]),
        (Judge("U-1", iin="790202400456"), [("000740002338", Tie.OWNS)]),
        (
            Judge("U-1", owns=frozenset({"000740002338"}), iin="850101300123"),
            [("990540004034", Tie.WORKS_FOR), ("000740002338", Tie.OWNS)],
        ),
        (Judge("U-1"), []),
    ],
)
def test_interests_are_found_by_the_lists(judge, expected):
    """By the BINs that somebody works for or owns, the group's among them, and by the IIN; the words hold no IIN."""
    found = list(interests([judge], BIDDERS))
    assert [(each.bidder, each.tie) for each in found] == expected
    assert all(each.said.facts == {"bidder": each.bidder} for each in found)


def test_who_steps_aside():
    """Found by the lists whatever was declared, or declared; a later declaration replaces an earlier one."""
    found = interests([Judge("U-3", works_for=frozenset({"990540004034"}))], BIDDERS)
    declared = [
        Declaration("U-3", False, END),
        Declaration("U-4", True, END, "My brother owns it."),
        Declaration("U-5", False, END + MOMENT),
        Declaration("U-5", True, END, "By mistake."),
    ]
    assert stepped_aside(found, declared) == {"U-3", "U-4"}
    assert newest(declared)["U-5"].interest is False
    # Of two at the same instant the one that was recorded after the other stands.
    assert newest([Declaration("U-5", False, END), Declaration("U-5", True, END)])["U-5"].interest is True
    assert undeclared(COMMISSION, declared) == ("U-1", "U-2", "U-6")


@pytest.mark.parametrize(
    ("interest", "reason", "allowed"), [(True, " ", False), (True, "A share.", True), (False, "", True)]
)
def test_an_interest_is_declared_with_its_reason(interest, reason, allowed):
    """Without one nobody could judge it."""
    assert (against_declaring(interest, reason) is None) is allowed


def test_nobody_is_no_quorum():
    """Of a Commission in which nobody votes nobody is a quorum either, and of any at least one is needed."""
    assert not is_quorum(0, 0, THIRDS)
    assert needed(0, THIRDS) == 1
    assert needed(1, THIRDS) == 1
