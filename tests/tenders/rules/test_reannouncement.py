"""¶ 53-1 as a table: what is lawful at each place of the chain, and that nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.tenders.procedure import states
from qyzmet.tenders.rules.reannouncement import (
    Decision,
    Facts,
    Place,
    Versions,
    after_material_amendment,
    against,
    against_amending,
    against_publishing,
    came_in,
    lawful,
    next_place,
)

pytestmark = pytest.mark.once

NO_BID = {Place.FIRST: Decision.REANNOUNCE, Place.SECOND: Decision.AMEND_AND_RERUN, Place.THIRD: Decision.CANCEL}


@st.composite
def facts(draw):
    """Every way in which a tender can end."""
    came = draw(st.integers(0, 4))
    compliant = draw(st.integers(0, came))
    choose = draw(st.booleans()) if compliant else False
    return Facts(draw(st.sampled_from(Place)), came, compliant, choose)


@pytest.mark.parametrize(("place", "decision"), NO_BID.items())
def test_the_chain_without_bids(place, decision):
    """First: announce again. Second: amend the assignment and run again. Third: cancel. Each by ¶ 53-1."""
    found = lawful(Facts(place, came_in=0))
    assert (found.decisions, found.proposed, found.reason.rule) == ((decision,), decision, "¶ 53-1")
    for other in set(Decision) - {decision}:
        refusal = against(other, Facts(place, came_in=0))
        assert refusal is not None
        assert refusal.rule == "¶ 53-1"
        assert "lawful" in refusal.facts


@given(facts())
def test_exactly_what_the_rules_allow_is_allowed(known):
    """An oracle in one line a rule: ¶ 53-1 where nothing came in, repeat or cancel where nothing can be chosen."""
    if known.came_in == 0:
        allowed = {NO_BID[known.place]}
    elif known.may_choose:
        allowed = set()
    else:
        allowed = {Decision.REPEAT, Decision.CANCEL}
    assert {decision for decision in Decision if against(decision, known) is None} == allowed
    assert set(lawful(known).decisions) == allowed
    assert lawful(known).reason.text


@pytest.mark.parametrize("place", Place)
def test_none_compliant_is_not_no_bids(place):
    """H29: a bid that came in and was rejected came in; the Commission repeats at the same place or cancels."""
    found = lawful(Facts(place, came_in=2, compliant=0))
    assert found.decisions == (Decision.REPEAT, Decision.CANCEL)
    assert found.proposed is None
    assert found.reason.rule == "H29"
    assert against(Decision.REANNOUNCE, Facts(place, came_in=2)) is not None
    assert next_place(place, Decision.REPEAT) is place


def test_what_leads_on_along_the_chain():
    """Only re-announcing and amending for want of bids; a material amendment and a repetition do not."""
    assert next_place(Place.FIRST, Decision.REANNOUNCE) is Place.SECOND
    assert next_place(Place.SECOND, Decision.AMEND_AND_RERUN) is Place.THIRD
    assert all(after_material_amendment(place) is place for place in Place)
    assert all(next_place(place, Decision.CANCEL) is None for place in Place)


def test_the_chain_ends_after_three_announcements_without_a_bid():
    """Following the one lawful decision from the first announcement, the third one without a bid cancels."""
    place, taken = Place.FIRST, []
    while place is not None:
        decision = lawful(Facts(place, came_in=0)).proposed
        taken.append(decision)
        place = next_place(place, decision)
    assert taken == list(NO_BID.values())


def test_a_withdrawn_or_unconfirmed_bid_did_not_come_in():
    """H29, H30: withdrawn before the end, left unconfirmed and drafts count as none; rejected ones came in."""
    assert came_in([states.WITHDRAWN, states.UNCONFIRMED, states.DRAFT]) == 0
    assert came_in([states.SUBMITTED, states.OPENED, states.REJECTED, states.COMPLIANT, states.WINNER]) == 5
    assert came_in([]) == 0


@pytest.mark.parametrize(
    ("came", "compliant", "choose"), [(0, 1, False), (1, 2, False), (1, -1, False), (0, 0, True), (1, 0, True)]
)
def test_facts_that_cannot_be_are_refused(came, compliant, choose):
    """More compliant bids than came in, or a choice among none, is a mistake of the caller."""
    with pytest.raises(ValueError, match="than came in"):
        lawful(Facts(Place.FIRST, came, compliant, choose))


@pytest.mark.parametrize(
    ("place", "published", "approved", "previous", "repeats", "rule"),
    [
        (Place.FIRST, 1, 1, None, False, None),
        (Place.FIRST, 1, None, None, False, "¶ 42"),  # never approved
        (Place.FIRST, 2, 1, None, False, "¶ 42"),  # the new version is not approved yet
        (Place.FIRST, 1, 2, None, False, "¶ 42"),  # a newer one is approved
        (Place.SECOND, 1, 1, 1, False, None),
        (Place.SECOND, 2, 2, 1, False, "H28"),  # the same assignment
        (Place.THIRD, 2, 2, 1, False, None),
        (Place.THIRD, 1, 1, 1, False, "¶ 53-1"),  # nothing was amended
        (Place.THIRD, 2, 1, 1, False, "¶ 42"),  # amended and not approved
        (Place.THIRD, 2, 2, 2, True, None),  # repeats a third whose bids were not compliant
        (Place.SECOND, 2, 2, 1, True, None),  # a repetition may bring a newer version
        (Place.THIRD, 2, 1, 2, True, "¶ 42"),
    ],
)
def test_which_version_can_be_published(place, published, approved, previous, repeats, rule):
    """The newest approved one: the same for the second announcement, a newer one than the second's for the third."""
    refusal = against_publishing(place, Versions(published, approved, previous), repeats=repeats)
    assert (refusal and refusal.rule) == rule


@pytest.mark.parametrize(
    ("version", "approved", "material", "allowed"),
    [(1, 2, True, True), (1, 1, True, False), (1, None, True, False), (1, 1, False, True), (2, 1, True, False)],
)
def test_a_material_amendment_needs_a_newly_approved_assignment(version, approved, material, allowed):
    """H30: newer than the published version; a clarification needs none."""
    assert (against_amending(version, approved, material=material) is None) == allowed


@pytest.mark.parametrize(
    ("known", "names", "rule"),
    [
        (Facts(Place.FIRST, 2, 1, may_choose=True), True, "¶ 73"),
        (Facts(Place.FIRST, 2, 1, may_choose=True, declined=True), True, "H36"),
        (Facts(Place.FIRST, 2, 1, single_refused=True), False, "H24"),
        (Facts(Place.FIRST, 2, 2), False, "H25"),
        (Facts(Place.FIRST, 2, 2, declined=True), False, "H25"),
        (Facts(Place.FIRST, 2, 0), False, "H29"),
        (Facts(Place.FIRST, 0), False, "¶ 53-1"),
    ],
)
def test_a_supplier_can_be_named_where_a_bid_is_left(known, names, rule):
    """A bid that can be chosen lets the Commission name its supplier; each other end has the reason of its own."""
    found = lawful(known)
    assert (found.names, found.reason.rule) == (names, rule)
