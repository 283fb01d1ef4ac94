"""¶ 11, criterion 3: what runs for the same function or cites the same act is found, and the opinion judges each."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.database import db
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.requests.request import sample
from qyzmet.requests.review import similar, similarity
from qyzmet.search.models import CitedAct
from tests.requests.conftest import House

OTHER = {"function": "Учёт древесных насаждений на территории городских парков", "acts": sample.REQUEST["acts"][:1]}
WORDS = st.sets(st.sampled_from("abcdefghij"), max_size=10)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a b c d", "a b c d", True),
        ("a b c d", "a b c e", True),
        ("a b c d", "a b e f", False),
        ("a", "a", False),
        ("", "", False),
        ("a b", "a b c d", True),
        ("a b", "a b c d e", False),
    ],
)
def test_half_of_all_words_make_two_functions_alike(one: str, other: str, same: bool):
    """Of the words in either name half stand in both; a name of one word is compared with nothing."""
    assert similarity.same_function(set(one.split()), set(other.split())) is same


@given(WORDS)
def test_nothing_has_nothing_in_common(words: set[str]):
    """A name without words overlaps with none, not even with another such; any other wholly with itself."""
    assert similarity.overlap(words, ()) == similarity.overlap((), words) == 0
    assert similarity.overlap(words, words) == (1 if words else 0)


@given(WORDS, WORDS)
def test_being_alike_goes_both_ways_and_needs_half_of_the_own_words(one: set[str], other: set[str]):
    """Symmetric; and whoever is alike holds at least as many of one's words as the search asks for."""
    alike = similarity.same_function(one, other)
    assert alike == similarity.same_function(other, one)
    counted = sum(1 for word in one | other if word in one and word in other)
    assert alike == (min(len(one), len(other)) >= 2 and 2 * counted >= len(one | other))
    if alike:
        assert counted >= similarity.most_apart(len(one))


@pytest.mark.slow
def test_the_same_act_and_the_same_words_are_found(house: House):
    """An act by number and date, whatever its title is spelled like; a function in nearly the same words."""
    own = house.submitted()
    by_act = house.submitted(**OTHER)
    words = copy.deepcopy(sample.REQUEST["function"]).replace("Оказание", "Предоставление")
    by_words = house.submitted(function=words, acts=[sample.REQUEST["acts"][0] | {"number": "7", "title": "Other"}])
    neither = house.submitted(function="Выдача удостоверения охотника", acts=[{**OTHER["acts"][0], "number": "1"}])
    found = {each.procedure.id: each.why for each in similar.of(own)}
    assert set(found) == {by_act.id, by_words.id}
    assert any("2/339" in why for why in found[by_act.id])
    assert neither.id not in found


@pytest.mark.slow
def test_look_alikes_hide_no_duplicate(house: House):
    """A Latin letter, a soft hyphen or stress in a function, a Latin H in an act's number: still the same."""
    act = sample.REQUEST["acts"][0]
    first = house.submitted(function="Кәсіби білім беру мекемелерін тіркеу", acts=[act | {"number": "101/НҚ"}])
    disguised = "Кәсiби бi\u00adлiм бе\u0301ру мекемелерiн тiркeу"
    by_words = house.submitted(function=disguised, acts=[act | {"number": "7"}])
    by_act = house.submitted(function="Выдача удостоверения охотника", acts=[act | {"number": "101/HҚ"}])
    assert {each.procedure.id for each in similar.of(first)} == {by_words.id, by_act.id}
    assert {first.id} <= {each.procedure.id for each in similar.of(by_words)}


@pytest.mark.slow
def test_what_does_not_run_is_not_found(house: House):
    """Drafts, refused and withdrawn requests hinder nobody."""
    own = house.submitted()
    house.drafted()
    refused = house.decided("refuse")
    withdrawn = house.submitted()
    house.take(withdrawn, "head", "withdraw", {"reason": sample.WITHDRAWAL_REASON})
    assert {each.procedure.id for each in similar.of(own)} & {refused.id, withdrawn.id} == set()


def test_an_act_that_everybody_cites_tells_nothing(house: House, monkeypatch: pytest.MonkeyPatch):
    """A law on which more running procedures rest than the limit is left aside."""
    own = house.submitted()
    house.submitted(**OTHER)
    assert len(similar.of(own)) == 1
    monkeypatch.setattr(similarity, "GENERAL_ACT", 0)
    assert similar.of(own) == []
    assert db.session.query(CitedAct).count() > 0


@pytest.mark.slow
def test_everything_found_is_accepted_or_dismissed_with_a_reason(house: House):
    """An opinion that passes over a finding is not given, and the best score beside an accepted one not drafted."""
    own, other = house.submitted(), house.submitted(**OTHER)
    house.take(own, "integrator_specialist", "draft_opinion", sample.OPINION)
    with pytest.raises(NotInThisState, match=str(other.number)):
        house.take(own, "integrator_head", "give_opinion", {})
    findings = [{"subject": other.number, "same": True, "reason": "The same registers."}]
    criteria = [
        each | ({"score": 5} if each["key"] == "absence" else {}) for each in copy.deepcopy(sample.OPINION["criteria"])
    ]
    body = sample.OPINION | {"findings": findings, "criteria": criteria}
    with pytest.raises(Invalid) as refused:
        house.take(own, "integrator_specialist", "draft_opinion", body)
    assert list(refused.value.errors) == ["criteria"]
    house.take(own, "integrator_specialist", "draft_opinion", sample.OPINION | {"findings": findings})
    house.take(own, "integrator_head", "give_opinion", {})
    assert own.state == "opinion_given"


@pytest.mark.parametrize(("words", "fewest"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (9, 5)])
def test_half_of_a_names_words_are_asked_for_first(words: int, fewest: int):
    """A search asks for names that hold at least half of the words, and at least one."""
    assert similarity.most_apart(words) == fewest
