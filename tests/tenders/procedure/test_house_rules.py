"""House rules of tenders: each takes its default and refuses what makes no sense."""

import pytest

from qyzmet.procedure.house_rules import FIXED_RULES, HOUSE_RULES
from qyzmet.procedure.table import Procedure
from qyzmet.requests.procedure.assignment import ASSIGNMENTS
from qyzmet.requests.procedure.proposal import PROPOSALS
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.house_rules import FIXED_TENDER_RULES, TENDER_RULES
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.web import formats

pytestmark = pytest.mark.once

RULES = {rule.key: rule for rule in TENDER_RULES}
DEFAULTS = {
    "H3": 1,
    "H4": 10,
    "H5": 10,
    "H9": 18,
    "H14": 1,
    "H21": 5,
    "H22": 5,
    "H22.2": 2,
    "H23": 1,
    "H24": 1,
    "H25": 1,
    "H31": 1,
    "H35": 1,
    "H36": 5,
    "H44": 3,
}


def test_the_defaults_are_those_of_the_rules():
    """Keys are unique and short enough to be kept."""
    assert {key: rule.default for key, rule in RULES.items()} == DEFAULTS
    assert len(RULES) == len(TENDER_RULES)
    assert all(len(key) <= 8 for key in RULES)


@pytest.mark.parametrize("rule", TENDER_RULES, ids=lambda rule: rule.key)
def test_each_takes_its_default_and_no_nonsense(rule):
    """A default is a value that an administrator could set; texts, fractions, truth values and minus one are none."""
    rule.check(rule.default)
    for value in (-1, "5", 1.5, True, None, 10**6):
        with pytest.raises(ValueError, match="Give"):
            rule.check(value)


@pytest.mark.parametrize(
    ("key", "value"), [("H22", 4), ("H22", 1), ("H9", 25), ("H21", 15), ("H22.2", 4), ("H14", 2), ("H35", 4)]
)
def test_what_a_rule_does_not_take(key, value):
    """An even Commission, an hour after midnight, questions before the window began, a consent after ¶ 42 has ended."""
    with pytest.raises(ValueError, match="Give"):
        RULES[key].check(value)


def test_every_term_of_a_house_rule_has_its_number_there():
    """The tables' numbers are the defaults."""
    known = HOUSE_RULES | RULES
    for term in (*TENDERS.terms, *BIDS.terms):
        if term.house_rule:
            assert known[term.house_rule].default == term.working_days


TABLES = (REQUESTS, PROPOSALS, ASSIGNMENTS, TENDERS, BIDS)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_every_house_rule_that_a_table_names_is_written_down(table: Procedure):
    """Whoever reads H38 finds what it says; a term by a house rule has its number there or in a part of it."""
    known = {*HOUSE_RULES, *FIXED_RULES, *RULES, *FIXED_TENDER_RULES}
    named = {each.rule for each in (*table.moves, *table.terms) if formats.is_house_rule(each.rule)}
    assert named - known == set()
    of_house = [term for term in table.terms if formats.is_house_rule(term.rule)]
    assert [term.key for term in of_house if (term.house_rule or "").partition(".")[0] != term.rule] == []


def test_what_only_the_house_decided_names_no_paragraph():
    """No paragraph has extending, withdrawing what was filed, or a term of the consent: the rule is the house's."""
    moves = [(table.kind, move) for table in TABLES for move in table.moves]
    assert {move.rule for kind, move in moves if kind == "tenders" and move.action == "extend"} == {"H38"}
    assert {move.rule for kind, move in moves if kind != "bids" and move.action == "withdraw"} == {"H37"}
    assert TENDERS.term("consent_to_announce").rule == "H35"
