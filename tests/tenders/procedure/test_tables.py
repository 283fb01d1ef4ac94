"""The tables of a tender and of a bid beside the contract and the Rules."""

import pytest

from qyzmet.procedure.diagram import draw
from qyzmet.procedure.table import Move, Procedure, check
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Channel, Party, Role, Seat

pytestmark = pytest.mark.once

TENDER_STATES = (
    "draft, consented, published, closed, examining, scoring, ranked, decided, no_bids, none_compliant, contracted, "
    "reannounced, amending, cancelled"
)
BID_STATES = "draft, submitted, unconfirmed, withdrawn, opened, rejected, compliant, winner, not_chosen"

# Who takes what, as the outside interface prints it.
TAKERS = {
    "save": {"integrator head", "integrator specialist"},
    "hand_over": {"integrator specialist"},
    "consent": {"state_body head"},
    "decline": {"state_body head"},
    "publish": {"integrator head"},
    "ask": {"supplier head", "supplier specialist"},
    "answer": {"integrator head", "integrator specialist"},
    "amend": {"integrator head"},
    "extend": {"integrator head", "integrator administrator"},
    "set_commission": {"state_body head"},
    "declare": {"chair", "secretary", "member"},
    "register_envelope": {"integrator clerk"},
    "open_bids": {"chair", "secretary"},
    "open_remaining": {"chair", "secretary"},
    "sign_minutes": {"chair", "secretary"},
    "enter_envelope": {"integrator clerk"},
    "request_correction": {"chair"},
    "examine": {"chair"},
    "score": {"chair", "member"},
    "close_scoring": {"chair"},
    "decide": {"chair"},
    "sign_protocol": {"chair", "member"},
    "close_voting": {"chair"},
    "sign_contract": {"state_body head", "operator head", "supplier head"},
    "decline_contract": {"supplier head", "state_body head", "operator head"},
    "record_silence": {"chair"},
    "reannounce": {"chair"},
    "amend_and_rerun": {"chair"},
    "repeat": {"chair"},
    "cancel": {"chair"},
}
BID_TAKERS = {
    "save": {"supplier head", "supplier specialist"},
    "hand_over": {"supplier specialist"},
    "submit": {"supplier head"},
    "replace": {"supplier head"},
    "confirm": {"supplier head"},
    "withdraw": {"supplier head"},
    "join_group": {"supplier head"},
    "leave_group": {"supplier head"},
    "correct": {"supplier head"},
    "record_suit": {"state_body head", "state_body specialist"},
    "record_judgment": {"state_body head", "state_body specialist"},
    "forward_judgment": {"state_body head", "state_body specialist"},
}
# Where the chain of ¶ 53-1 and the way to the contract lead, with what each step needs.
WAYS = [
    ("draft", "consent", "consented"),
    ("consented", "publish", "published"),
    ("published", "close", "closed"),
    ("closed", "open_bids", "examining"),
    ("closed", "open_bids", "no_bids"),
    ("examining", "examine", "scoring"),
    ("examining", "examine", "none_compliant"),
    ("scoring", "score", "ranked"),
    ("scoring", "close_scoring", "ranked"),
    ("ranked", "decide", "decided"),
    ("decided", "sign_contract", "contracted"),
    ("decided", "decline_contract", "ranked"),
    ("decided", "record_silence", "ranked"),
    ("no_bids", "reannounce", "reannounced"),
    ("no_bids", "amend_and_rerun", "amending"),
    ("no_bids", "cancel", "cancelled"),
    ("none_compliant", "repeat", "reannounced"),
    ("none_compliant", "cancel", "cancelled"),
    ("closed", "extend", "published"),
]
# Term: working days of the Rules or of the house rule, owner, rule.
TERMS = {
    "announce_again": (3, "integrator", "H44", "H44"),
    "consent_to_announce": (1, "state_body", "H35", "H35"),
    "accept_bids": (15, "integrator", "¶ 47", None),
    "set_commission": (15, "state_body", "¶ 36", None),
    "answer": (5, "integrator", "H21", "H21"),
    "open_bids": (1, "commission", "H3", "H3"),
    "examine": (10, "commission", "H4", "H4"),
    "decide_what_follows": (5, "commission", "H36", "H36"),
    "sign_contract": (10, "state_body", "H5", "H5"),
}
BID_TERMS = {
    "correct": (1, "supplier", "H23", "H23"),
    "sue": (30, "state_body", "Law 45-3", None),
    "forward_judgment": (5, "state_body", "Law 45-3", None),
}
SEALED = {"draft", "submitted", "unconfirmed", "withdrawn"}


def takers(move: Move) -> set[str]:
    if move.consequence:
        return set()
    return {seat.value for seat in move.seats} | {f"{move.by.value} {role.value}" for role in move.roles}


def all_takers(table: Procedure) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for move in table.moves:
        if takers(move):
            found.setdefault(move.action, set()).update(takers(move))
    return found


@pytest.mark.parametrize("table", [TENDERS, BIDS], ids=lambda table: table.kind)
def test_the_table_is_whole(table):
    """Every state is reached and left, every term started and closed, and something chooses between moves."""
    assert check(table) == []
    assert {box.state for box in draw(table).boxes} == set(table.states)


def test_states_and_prefixes_are_the_contracts():
    """The states stand in the contract's order."""
    assert ", ".join(TENDERS.states) == TENDER_STATES
    assert ", ".join(BIDS.states) == BID_STATES
    assert (TENDERS.prefix, BIDS.prefix) == ("T", "B")


def test_actions_are_open_to_those_whom_the_contract_names():
    """Each action to its roles or seats, and no action besides."""
    assert all_takers(TENDERS) == TAKERS
    assert all_takers(BIDS) == BID_TAKERS


@pytest.mark.parametrize(("state", "action", "to"), WAYS)
def test_each_step_leads_where_the_rules_say(state, action, to):
    """There is a move of that name from the one state to the other."""
    assert [move for move in TENDERS.moves_of(action) if state in move.from_ and move.to == to]


@pytest.mark.parametrize(("table", "terms"), [(TENDERS, TERMS), (BIDS, BID_TERMS)], ids=["tenders", "bids"])
def test_terms_are_those_of_the_rules(table, terms):
    """Number, owner and rule of every term."""
    found = {t.key: (t.working_days, t.owner.value, t.rule, t.house_rule) for t in table.terms}
    assert found == terms


def test_time_itself_closes_only_the_acceptance_of_bids():
    """Nothing is approved by silence: the one move that time takes is the end of acceptance (§ 7)."""
    assert [(term.key, term.at_end) for term in TENDERS.terms if term.at_end] == [("accept_bids", "close")]
    assert not any(term.at_end for term in BIDS.terms)
    (close,) = TENDERS.moves_of("close")
    assert (close.from_, close.to, close.closes, close.starts) == (
        ("published",),
        "closed",
        ("accept_bids", "answer"),
        ("open_bids",),
    )


def test_only_a_material_amendment_and_an_extension_restart_the_window():
    """Nothing else starts or closes the acceptance of bids, and a clarification leaves it alone."""
    starting = {(m.action, m.case) for m in TENDERS.moves if "accept_bids" in m.starts}
    assert starting == {
        ("publish", ""),
        ("amend", "the amendment is material"),
        ("extend", "administrator and head of the integrator agree"),
    }


def test_bids_are_taken_in_the_window_only():
    """No move of a supplier on a tender is open in any state but while it accepts bids, apart from the contract."""
    states = {move.action: set(move.from_) for move in TENDERS.moves if move.by is Party.SUPPLIER}
    assert states == {"ask": {"published"}, "sign_contract": {"decided"}, "decline_contract": {"decided"}}
    assert [m.from_ for m in TENDERS.moves_of("register_envelope")] == [("published",)]


def test_a_sealed_bid_shows_to_nobody_that_it_is_there():
    """Before the opening a bid has no party but its bidder, no term runs on it, and nobody else is told."""
    assert BIDS.parties == ()
    for move in BIDS.moves:
        if SEALED & set(move.from_) and move.to in {None, *SEALED}:
            assert not move.starts, move.action
            assert set(move.tells) <= {Party.SUPPLIER}, move.action


def test_envelopes_show_nobody_that_they_came():
    """Registering an envelope tells nobody, and scores are told when all have scored."""
    assert all(not move.tells for move in TENDERS.moves_of("register_envelope"))
    assert [bool(move.tells) for move in TENDERS.moves_of("score")] == [False, True, True]


def test_moves_that_bind_are_marked():
    """What the Commission decides, signs and opens binds; writing, asking and scoring do not."""
    free = {move.action for move in (*TENDERS.moves, *BIDS.moves) if not move.binds and not move.consequence}
    assert free == {"save", "hand_over", "ask", "answer", "declare", "score"}


def test_any_supplier_may_ask_and_nothing_else_is_open_to_any():
    """Suppliers are no parties of a tender, and may ask all the same."""
    assert [(m.action, m.by) for m in TENDERS.moves if m.any_of_kind] == [("ask", Party.SUPPLIER)]


def test_paper_comes_in_by_the_clerk_after_the_opening():
    """¶ 49: the content of an envelope becomes a bid that is open from the first."""
    (enter,) = BIDS.moves_of("enter")
    assert (enter.from_, enter.to, enter.channel, enter.consequence) == (("draft",), "opened", Channel.PAPER, True)
    (entry,) = TENDERS.moves_of("enter_envelope")
    assert (entry.from_, entry.roles) == (("examining",), (Role.CLERK,))


def test_the_secretary_neither_scores_nor_votes_nor_decides():
    """Law 45-1: a secretary without vote: opening, the minutes of it, and declaring are all that the secretary does."""
    held = {m.action for m in TENDERS.moves if Seat.SECRETARY in m.seats}
    assert held == {"open_bids", "open_remaining", "sign_minutes", "declare"}


def test_what_the_chair_proposes_changes_no_state_and_follows_from_the_votes():
    """The Commission decides, not its chair: of each decision there is a proposal, and what the votes bring."""
    decisions = {m.action for m in TENDERS.moves if m.by_vote and m.to}
    assert decisions == {
        "examine",
        "decide",
        "record_silence",
        "reannounce",
        "amend_and_rerun",
        "repeat",
        "cancel",
    }
    for action in decisions:
        proposed = [m for m in TENDERS.moves_of(action) if not m.consequence]
        carried = [m for m in TENDERS.moves_of(action) if m.by_vote]
        assert all((m.to, m.seats, m.tells) == (None, (Seat.CHAIR,), (Party.COMMISSION,)) for m in proposed), action
        assert {m.from_ for m in proposed} == {m.from_ for m in carried}, action


def test_where_nobody_can_be_chosen_the_commissions_term_runs():
    """H36: whatever leads to such a state starts five days, and what the Commission decides there ends them."""
    into = [m for m in TENDERS.moves if m.to in ("no_bids", "none_compliant")]
    assert all(m.starts == ("decide_what_follows",) for m in into)
    out = [m for m in TENDERS.moves if m.by_vote and m.to and set(m.from_) & {"no_bids", "none_compliant", "ranked"}]
    assert all("decide_what_follows" in m.closes for m in out)
