"""¶ 47, 49; H29, H30: in which state a sealed bid is follows from its bidder's last act and from its tender."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.tenders.procedure import states
from qyzmet.tenders.procedure.states import (
    CANCELLED,
    CLOSED,
    DRAFT,
    EXAMINING,
    NO_BIDS,
    NOT_CHOSEN,
    PUBLISHED,
    SUBMITTED,
    UNCONFIRMED,
    WITHDRAWN,
)
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.tenders.rules.sealed_state import Acceptance, Left, judged_at, state_of, too_late

pytestmark = pytest.mark.once

END = dt.datetime(2026, 3, 27, 19, 0, tzinfo=dt.UTC)
BEFORE, LATER = END - dt.timedelta(microseconds=1), END + dt.timedelta(hours=10)

DRAFTED, FIRST, SECOND, TAKEN_BACK = Left(DRAFT), Left(SUBMITTED, 1), Left(SUBMITTED, 2), Left(WITHDRAWN, 1)

lefts = st.builds(Left, st.sampled_from([DRAFT, SUBMITTED, WITHDRAWN]), st.integers(0, 3))
tenders = st.builds(Acceptance, st.sampled_from(sorted(TENDERS.states)), st.integers(1, 3), st.just(END), st.booleans())
instants = st.sampled_from([BEFORE - dt.timedelta(days=3), BEFORE, END, LATER])


@pytest.mark.parametrize(
    ("left", "state", "window", "at", "opened", "due"),
    [
        # While bids are taken.
        (DRAFTED, PUBLISHED, 1, BEFORE, False, DRAFT),
        (FIRST, PUBLISHED, 1, BEFORE, False, SUBMITTED),
        (TAKEN_BACK, PUBLISHED, 1, BEFORE, False, WITHDRAWN),
        # H30: a material amendment has begun the second window.
        (DRAFTED, PUBLISHED, 2, BEFORE, False, DRAFT),
        (FIRST, PUBLISHED, 2, BEFORE, False, UNCONFIRMED),
        (SECOND, PUBLISHED, 2, BEFORE, False, SUBMITTED),
        # The end, whether the worker has come by or not.
        (DRAFTED, PUBLISHED, 1, END, False, WITHDRAWN),
        (DRAFTED, CLOSED, 1, LATER, False, WITHDRAWN),
        (FIRST, PUBLISHED, 1, END, False, SUBMITTED),
        (FIRST, CLOSED, 1, LATER, False, SUBMITTED),
        (FIRST, CLOSED, 2, LATER, False, WITHDRAWN),
        # Received in time, though the worker has closed meanwhile.
        (DRAFTED, CLOSED, 1, BEFORE, False, DRAFT),
        (FIRST, CLOSED, 2, BEFORE, False, UNCONFIRMED),
        # Cancelled before the opening: nobody has read any.
        (DRAFTED, CANCELLED, 1, BEFORE, False, NOT_CHOSEN),
        (FIRST, CANCELLED, 2, LATER, False, NOT_CHOSEN),
        (TAKEN_BACK, CANCELLED, 1, BEFORE, False, WITHDRAWN),
        # After the opening: what is still sealed did not stand, or could not be opened.
        (DRAFTED, EXAMINING, 1, LATER, True, WITHDRAWN),
        (FIRST, EXAMINING, 2, LATER, True, WITHDRAWN),
        (FIRST, EXAMINING, 1, LATER, True, SUBMITTED),
        (DRAFTED, NO_BIDS, 1, LATER, False, WITHDRAWN),
        (FIRST, CANCELLED, 1, LATER, True, SUBMITTED),
    ],
)
def test_the_state_follows_from_both(left: Left, state: str, window: int, at: dt.datetime, opened: bool, due: str):
    """What an amendment, the end or a cancellation makes of a bid nobody has to write into it."""
    assert state_of(left, Acceptance(state, window, END, opened), at) == due


@given(lefts, tenders, instants)
def test_a_sealed_bid_is_in_one_of_five_states(left: Left, tender: Acceptance, at: dt.datetime):
    """No combination leads to a state that only an opened bid has, and what was withdrawn never comes back."""
    found = state_of(left, tender, at)
    assert found in {DRAFT, SUBMITTED, UNCONFIRMED, WITHDRAWN, NOT_CHOSEN}
    assert left.stands != WITHDRAWN or found == WITHDRAWN
    assert found != SUBMITTED or (left.stands, left.window) == (SUBMITTED, tender.window)
    assert found not in (DRAFT, UNCONFIRMED) or at < END


@given(lefts, tenders)
def test_time_only_ends_what_was_not_handed_in(left: Left, tender: Acceptance):
    """Going from the last instant to the first that is too late changes nothing but drafts and unconfirmed bids."""
    before, after = state_of(left, tender, BEFORE), state_of(left, tender, END)
    assert after == (WITHDRAWN if before in (DRAFT, UNCONFIRMED) else before)


def test_the_last_instant_is_in_time_and_the_next_is_not():
    """¶ 47: 23:59:59.999999 comes in time, 00:00:00 does not, and the refusal says when it ended."""
    tender = Acceptance(PUBLISHED, 1, END, False)
    assert too_late(tender, BEFORE) is None
    said = too_late(tender, END)
    assert said is not None
    assert (said.rule, said.facts["until"]) == ("¶ 47", END)


@pytest.mark.parametrize(
    ("state", "received", "now", "due"),
    [
        (PUBLISHED, BEFORE, BEFORE, BEFORE),
        # It waited for the database until after the end.
        (PUBLISHED, BEFORE, LATER, BEFORE),
        (CLOSED, BEFORE, LATER, BEFORE),
        # Closed, and the clock says that the end is still to come: it was set back.
        (CLOSED, BEFORE, BEFORE, END),
        (states.EXAMINING, BEFORE, BEFORE, END),
    ],
)
def test_a_clock_set_back_opens_no_window_again(state: str, received: dt.datetime, now: dt.datetime, due: dt.datetime):
    """A request is judged by its own instant, but not by one that cannot be true."""
    assert judged_at(Acceptance(state, 1, END, False), received, now) == due


@pytest.mark.parametrize(
    ("state", "opened", "is_opened"),
    [
        (CLOSED, False, False),
        (CLOSED, True, True),
        (EXAMINING, False, True),
        (NO_BIDS, False, True),
        (CANCELLED, False, False),
        (CANCELLED, True, True),
    ],
)
def test_bids_are_opened_by_the_opening_or_by_what_follows_it(state: str, opened: bool, is_opened: bool):
    """One of the two is enough; a tender that is cancelled tells nothing of itself."""
    assert Acceptance(state, 1, END, opened).is_opened is is_opened
