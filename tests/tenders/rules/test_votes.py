"""H22, H43, Law 45-1: what the votes of a Commission decide, from tables and against a count of another kind."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.tenders.rules.commission import Commission
from qyzmet.tenders.rules.votes import (
    Result,
    Vote,
    against_choice,
    against_closing,
    against_voting,
    result,
    tally,
)

pytestmark = pytest.mark.once

# The contract's example: the chair votes, five in all.
COMMISSION = Commission("U-1", "U-2", ("U-3", "U-4", "U-5", "U-6"))
THIRDS = 2
ALL = frozenset(COMMISSION.voters)


def votes(pattern: str) -> list[Vote]:
    """Votes of the voters in their order, the chair's first: + for, - against, . none."""
    pairs = zip(COMMISSION.voters, pattern, strict=True)
    return [Vote(person, mark == "+") for person, mark in pairs if mark != "."]


@pytest.mark.parametrize(
    ("pattern", "quorum", "carried", "by_chair"),
    [
        ("+++++", True, True, False),
        ("+++--", True, True, False),
        ("++---", True, False, False),
        ("+++..", False, True, False),
        ("++--.", True, True, True),  # equal, and the chair is for it
        ("-++-.", True, False, True),  # equal, and the chair is against it
        (".++--", True, False, False),  # equal without the chair
        (".....", False, False, False),
    ],
)
def test_votes_are_counted(pattern, quorum, carried, by_chair):
    """Two thirds of all who have a vote; more for than against; between equals the chair's vote (H43)."""
    counted = tally(COMMISSION, votes(pattern), THIRDS, ALL)
    assert (counted.quorum, counted.carried, counted.by_chair) == (quorum, carried, by_chair)
    assert counted.decides == (quorum and carried)


@pytest.mark.parametrize(
    ("pattern", "able", "closed", "expected"),
    [
        ("+++++", "12345", False, Result.CARRIED),
        ("++++.", "12345", False, Result.OPEN),  # somebody has still to vote
        ("++++.", "12345", True, Result.CARRIED),  # the chair closes
        ("++++.", "1234", False, Result.CARRIED),  # who has not declared, or stepped aside, is not waited for
        ("+++..", "123", False, Result.FALLEN),  # all have voted, and they are no quorum of the five
        ("+++..", "12345", True, Result.FALLEN),
        ("+++++", "123", False, Result.FALLEN),  # votes of those who stepped aside since do not count
        ("++---", "12345", False, Result.FALLEN),
        ("++--.", "1234", False, Result.CARRIED),  # H43: the chair is for it
        ("-++-.", "1234", False, Result.FALLEN),  # H43: the chair is against it
        (".++--", "2345", False, Result.FALLEN),  # equal, and the chair has stepped aside
        (".....", "12345", False, Result.OPEN),
    ],
)
def test_a_proposal_is_carried_falls_or_waits(pattern, able, closed, expected):
    """It waits until all who are able to have voted or the chair closes; then it needs a quorum and a majority."""
    persons = [COMMISSION.voters[int(each) - 1] for each in able]
    assert result(COMMISSION, votes(pattern), THIRDS, persons, closed=closed) is expected


@given(
    st.integers(1, 4).map(lambda pairs: Commission("C", "S", tuple(f"M{number}" for number in range(2 * pairs)))),
    st.data(),
    st.integers(1, 3),
    st.booleans(),
)
def test_the_result_is_that_of_a_count_by_hand(commission, data, thirds, closed):
    """Beside a count that takes each voter in turn and knows neither tally nor quorum of the rules."""
    people = [*commission.voters, "S", "stranger"]
    cast = data.draw(st.dictionaries(st.sampled_from(people), st.booleans()))
    able = data.draw(st.sets(st.sampled_from(people)))
    balance, voted, waiting = 0, 0, False
    for person in commission.voters:
        if person in able and person in cast:
            voted += 1
            # The chair's vote weighs a little more, which tells only between equals.
            balance += (1 if cast[person] else -1) * (Fraction(3, 2) if person == "C" else 1)
        elif person in able:
            waiting = True
    if waiting and not closed:
        expected = Result.OPEN
    elif voted and Fraction(voted, len(commission.voters)) >= Fraction(thirds, 3) and balance > 0:
        expected = Result.CARRIED
    else:
        expected = Result.FALLEN
    given_votes = [Vote(person, for_) for person, for_ in cast.items()]
    assert result(commission, given_votes, thirds, able, closed=closed) is expected


@pytest.mark.parametrize(
    ("in_favour", "dissent", "allowed"),
    [(True, "", True), (True, "A word.", True), (False, "Too dear.", True), (False, " ", False), (False, "", False)],
)
def test_who_votes_against_says_why(in_favour, dissent, allowed):
    """The protocol keeps each dissenting opinion."""
    assert (against_voting(in_favour, dissent) is None) is allowed


@pytest.mark.parametrize(
    ("pattern", "reasons"), [("++++.", 0), ("+++-.", 0), ("+++..", 1), (".++++", 1), (".....", 2), ("----.", 0)]
)
def test_the_chair_closes_with_a_quorum_having_voted(pattern, reasons):
    """A quorum of all seats, the chair among those who voted; how they voted does not matter."""
    assert len(list(against_closing(COMMISSION, votes(pattern), THIRDS, ALL))) == reasons


@pytest.mark.parametrize(
    ("winner", "grounds", "expected"),
    [("B-1", "", []), ("B-2", "Faster.", []), ("B-2", " ", ["grounds"]), ("B-9", "Faster.", ["winner"])],
)
def test_the_choice(winner, grounds, expected):
    """Another bid than the first by rank needs grounds; one that is not left to choose is no choice."""
    assert [said.path for said in against_choice(["B-1", "B-2"], winner, grounds)] == expected
