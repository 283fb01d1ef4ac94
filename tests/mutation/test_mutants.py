"""Every module of rules is changed, one operator, number or condition at a time: its quick tests notice each change.

`may_live.txt` lists the changes that nobody need notice, each with its reason after a tab.
"""

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.test_house import ROOT

RULES_TESTS = "tests/tenders/rules"
# The modules and the tests that have to notice: of these all that ask no database. Tables, which functions only build,
# are held by `check` and by tests/procedure.
TESTS = {
    "catalog/entry/prices/price_chart.py": "tests/catalog/entry/test_price_chart.py",
    "deadlines/working_days.py": "tests/deadlines/test_working_days_facts.py tests/deadlines/test_working_days.py",
    "passports/rules/comparison.py": "tests/passports/test_comparison.py",
    "passports/rules/durations.py": "tests/passports/test_durations.py",
    "passports/rules/steps.py": "tests/passports/test_steps.py",
    "programmes/rules/checks.py": "tests/programmes/test_checks.py",
    "programmes/rules/figures.py": "tests/programmes/test_checks.py",
    "programmes/rules/periods.py": "tests/programmes/test_reports.py",
    "programmes/rules/points.py": "tests/programmes/test_checks.py",
    "programmes/rules/term.py": "tests/programmes/test_reports.py",
    "qyzmet/identity.py": "tests/identity",
    "requests/review/similarity.py": "tests/requests/review/test_similar.py",
    "tenders/rules/commission.py": f"{RULES_TESTS}/test_commission.py {RULES_TESTS}/test_votes.py",
    "tenders/rules/contract_terms.py": f"{RULES_TESTS}/test_contract_terms.py",
    "tenders/rules/criteria.py": f"{RULES_TESTS}/test_criteria.py {RULES_TESTS}/test_scoring_cases.py",
    "tenders/rules/interests.py": f"{RULES_TESTS}/test_commission.py",
    "tenders/rules/phases.py": "tests/tenders/register/test_lists.py",
    "tenders/rules/qualification.py": f"{RULES_TESTS}/test_qualification.py",
    "tenders/rules/reannouncement.py": f"{RULES_TESTS}/test_reannouncement.py",
    "tenders/rules/scoring.py": f"{RULES_TESTS}/test_scoring.py {RULES_TESTS}/test_scoring_cases.py",
    "tenders/rules/sealed_state.py": f"{RULES_TESTS}/test_sealed_state.py",
    "tenders/rules/shown_points.py": f"{RULES_TESTS}/test_shown_points.py",
    "tenders/rules/votes.py": f"{RULES_TESTS}/test_votes.py",
    "tenders/rules/window.py": f"{RULES_TESTS}/test_window.py",
}
# A whole pass takes about 15 minutes, half of them for working_days; one module, at most this.
SECONDS = 1200


def _may_live() -> dict[str, set[str]]:
    """The changes that may live, by module."""
    found = defaultdict(set)
    for line in (Path(__file__).parent / "may_live.txt").read_text(encoding="utf-8").splitlines():
        change, reason = line.split("\t")
        assert reason.strip(), change
        found[change.split()[0]].add(change)
    return found


@pytest.mark.once
def test_what_may_live_names_modules_of_rules():
    """Each line names a module that is changed here, and gives a reason."""
    assert set(_may_live()) <= set(TESTS)


@pytest.mark.once
@pytest.mark.soak
@pytest.mark.parametrize("path", TESTS)
def test_each_change_of_a_rule_is_noticed(path: str):
    """All that lives is listed with its reason, and nothing is listed that does not live."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "-p", "no:cacheprovider"]
    command += ["-p", "tests.mutation.mutants", "--hypothesis-seed=0", "--mutate", path, *TESTS[path].split()]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert f"DONE {path}" in answer.stdout, answer.stdout + answer.stderr
    lives = {line.removeprefix("LIVES ") for line in answer.stdout.splitlines() if line.startswith("LIVES ")}
    assert lives - _may_live()[path] == set()
    assert _may_live()[path] - lives == set()
