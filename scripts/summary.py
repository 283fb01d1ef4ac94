"""The last lines of `make test`: what passed on each database, what ran on none of them, and why."""

import collections
import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def outcomes(report: Path) -> dict[str, tuple[str, str]]:
    """Each test of one pass (pytest's JUnit file): passed, failed or skipped, and the reason for skipping."""
    found = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own test run wrote it.
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome = ("failed", "")
        elif skipped is not None:
            outcome = ("skipped", skipped.get("message", ""))
        else:
            outcome = ("passed", "")
        found[f"{case.get('classname')}.{case.get('name')}"] = outcome
    return found


def main(folder: Path) -> None:
    """Print the summary of the passes whose reports lie in a folder, and of what its file `missing` names."""
    passes = {report.stem: outcomes(report) for report in sorted(folder.glob("*.xml"), reverse=True)}
    for name, tests in passes.items():
        count = collections.Counter(outcome for outcome, _ in tests.values())
        print(f"{name}: {count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")

    ran = {test for tests in passes.values() for test, (outcome, _) in tests.items() if outcome != "skipped"}
    reasons: dict[str, set[str]] = collections.defaultdict(set)
    for tests in passes.values():
        for test, (outcome, reason) in tests.items():
            if outcome == "skipped" and test not in ran:
                reasons[reason].add(test)
    for reason, skipped in sorted(reasons.items()):
        print(f"Not run on any database: {len(skipped)} tests, because {reason}")
    missing = folder / "missing"
    if missing.is_file():
        print(missing.read_text(), end="")
    elif not reasons:
        print("Nothing was skipped.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
