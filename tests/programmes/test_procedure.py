"""A programme's way: what is in force never changes, an amended version takes its place, drafts are the body's own."""

import pytest

from qyzmet import rights
from qyzmet.context import NOBODY, actor_of
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.procedure.table import check
from qyzmet.programmes.procedure.programme import PROGRAMMES
from tests.programmes.conftest import amended, drafted, in_force
from tests.requests.conftest import House

MOVERS = {
    "save": {"specialist", "head"},
    "hand_over": {"specialist"},
    "approve": {"head"},
    "report": {"specialist", "head"},
    "amend": {"specialist", "head"},
    "withdraw": {"head"},
    # These follow: from another writing at it, and from the approval of an amended version.
    "take_back": set(),
    "replace": set(),
}
WHO = {"specialist", "head", "integrator_head", "authorised_head", "other_head"}


def test_the_table_is_whole():
    """Every state of the table is reached and left, every term started and closed."""
    assert check(PROGRAMMES) == []
    assert set(MOVERS) == set(PROGRAMMES.actions())


@pytest.mark.slow
def test_every_state_action_and_person(house: House):
    """In each state each person has exactly the actions of the table whose role and party are theirs."""
    old = in_force(house)
    new = amended(house, old)
    house.take(new, "head", "approve")
    gone = in_force(house)
    house.take(gone, "head", "withdraw", {"reason": "Отменена."})
    made = {"draft": drafted(house), "in_force": new, "replaced": old, "withdrawn": gone}
    assert set(made) == set(PROGRAMMES.states)
    for state, programme in made.items():
        assert programme.state == state
        for key in WHO & set(house.people):
            wanted = {move.action for move in PROGRAMMES.moves if state in move.from_ and key in MOVERS[move.action]}
            assert set(engine.open_to(programme, actor_of(house[key]))) == wanted, (state, key)


def test_a_draft_is_the_state_bodys_own_and_public_once_in_force(house: House):
    """Nobody else knows of a draft; what is in force everybody reads, and what was stays to be read."""
    made = drafted(house)
    assert not rights.may_know(NOBODY, made)
    assert not rights.may_know(actor_of(house["integrator_head"]), made)
    house.take(made, "head", "approve")
    assert rights.may_know(NOBODY, made)
    house.take(made, "head", "withdraw", {"reason": "Отменена."})
    assert rights.may_know(NOBODY, made)


def test_a_withdrawn_draft_stays_unknown(house: House):
    """What never was in force is nobody else's, withdrawn or not."""
    made = drafted(house)
    house.take(made, "head", "withdraw", {"reason": "Не нужна."})
    assert not rights.may_know(NOBODY, made)


def test_only_a_state_body_enters_programmes(house: House):
    """The integrator's people do not begin one."""
    from qyzmet.programmes.programme.draft import draft

    with house.as_("integrator_head"), pytest.raises(NotYours) as refused:
        draft({})
    assert refused.value.rule == "H49"


def test_little_is_needed_to_be_in_force(house: House):
    """Kind, title and language are; an act without number and date is a draft's, warned of and no hindrance."""
    bare = drafted(house, title="", act=None, financing=None, reports=[])
    with house.as_("head"), pytest.raises(Invalid) as refused:
        engine.take(bare, "approve", {})
    assert set(refused.value.errors) == {"data.title"}
    with house.as_("specialist"):
        engine.save(bare, {"title": "Без акта", "from": None, "to": None})
    house.take(bare, "head", "approve")
    assert bare.state == "in_force"


def test_an_amended_version_takes_the_place(house: House):
    """The version before is replaced and public still, the amended one keeps when the programme was entered."""
    old = in_force(house)
    new = amended(house, old, title="Цифровой город, с изменениями")
    assert new.data["goals"] == old.data["goals"]
    assert old.state == "in_force"
    with house.as_("specialist"), pytest.raises(NotInThisState):
        engine.take(old, "amend", {"reason": "Ещё раз."})
    house.take(new, "head", "approve")
    assert (old.state, new.state) == ("replaced", "in_force")
    assert new.number != old.number
    assert (new.root_id, new.entered_on) == (old.root_id, old.entered_on)


def test_an_amended_version_of_what_was_withdrawn_is_refused(house: House):
    """It would put in force what is withdrawn."""
    old = in_force(house)
    new = amended(house, old)
    house.take(old, "head", "withdraw", {"reason": "Отменена."})
    with house.as_("head"), pytest.raises(NotInThisState) as refused:
        engine.take(new, "approve", {})
    assert refused.value.rule == "H49"


def test_a_first_approval_can_be_annulled(house: House):
    """It is a draft again, of those who write it; that of an amended version is final."""
    made = in_force(house)
    with house.as_("head"):
        annulment.annul(made, "approve", "Не тот текст.")
    assert (made.state, made.is_public) == ("draft", False)
    house.take(made, "head", "approve")
    new = amended(house, made)
    house.take(new, "head", "approve")
    with house.as_("head"), pytest.raises(NotInThisState):
        annulment.annul(new, "approve", "Не тот текст.")


def test_a_withdrawal_can_be_annulled(house: House):
    """The programme is in force again, and its terms run on."""
    made = in_force(house)
    house.take(made, "head", "withdraw", {"reason": "Отменена."})
    with house.as_("head"):
        annulment.annul(made, "withdraw", "По ошибке.")
    assert made.state == "in_force"
