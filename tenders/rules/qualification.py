"""Law 45-2, 45-3: who qualifies: the statements of a bid with their documents, one bid a supplier, the barred, the
grounds of a rejection.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qyzmet.sentences.sentence import Said, Word
from qyzmet.vocabulary import N_
from qyzmet.years import last_day

from ...deadlines.working_days import WorkingCalendar

LAW = "Law 45-2"
FALSE_RULE = "Law 45-3"
ANSWERS_RULE = "¶ 19"
# A house rule: ¶ 49 says to whom a bid goes and in what form, not how many.
ONE_BID_RULE = "H39"
YEARS_BARRED = 3
DAYS_TO_SUE = 30


@dataclass(frozen=True, slots=True)
class Statement:
    """What a bidder states, and which documents usually show it. Non-residents give the same or equivalent ones."""

    key: str
    text: str
    documents: tuple[str, ...]


STATEMENTS: tuple[Statement, ...] = (
    Statement(
        "legal_capacity",
        N_("The bidder has the legal capacity to conclude the contract"),
        (N_("Charter, and certificate or extract of state registration"), N_("Authority of the person who signs")),
    ),
    Statement(
        "solvency_tax",
        N_("The bidder is solvent and has no tax debt"),
        (N_("Certificate of the state revenue body on debts"), N_("Financial statements, or a bank's certificate")),
    ),
    Statement(
        "resources",
        N_("The bidder has the financial, material and labour resources for the contract"),
        (N_("List of equipment and licences"), N_("List of specialists with their qualifications and experience")),
    ),
    Statement(
        "no_insolvency",
        N_(
            "The bidder is in no bankruptcy or liquidation, its activity is not suspended, and no more than a tenth of "
            "the value of its fixed assets is under arrest"
        ),
        (N_("Certificate on bankruptcy, liquidation and suspension"), N_("Certificate on arrests of property")),
    ),
    Statement(
        "no_court_finding",
        N_("In the last three years no final court finding over PPP contracts was made against the bidder"),
        (N_("The bidder's declaration, or a certificate of the court"),),
    ),
)


class Ground(StrEnum):
    """Why a bid is not compliant: the Law's three grounds, and the system's own (H14)."""

    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_NON_COMPLIANT = "document_non_compliant"
    FALSE_INFORMATION = "false_information"
    ABOVE_CEILING = "above_ceiling"


GROUNDS: dict[Ground, str] = {
    Ground.DOCUMENT_MISSING: N_("A document is missing"),
    Ground.DOCUMENT_NON_COMPLIANT: N_("A document shows that the bidder does not comply"),
    Ground.FALSE_INFORMATION: N_("Information is false"),
    Ground.ABOVE_CEILING: N_("A price is above the ceiling of the design assignment"),
}
GROUND_RULES: dict[Ground, str] = {
    Ground.DOCUMENT_MISSING: LAW,
    Ground.DOCUMENT_NON_COMPLIANT: LAW,
    Ground.FALSE_INFORMATION: FALSE_RULE,
    Ground.ABOVE_CEILING: "H14",
}


def against_statements(given: Sequence[Mapping[str, Any]]) -> Iterator[Said]:
    """What stands against submitting: each statement once, and confirmed."""
    known = {statement.key for statement in STATEMENTS}
    seen: set[str] = set()
    for index, row in enumerate(given):
        key = str(row.get("key", ""))
        if key not in known:
            yield Said(N_("There is no such statement: %(key)s"), {"key": key}, LAW, f"statements.{index}.key")
        elif key in seen:
            yield Said(N_("This statement is made twice"), {}, LAW, f"statements.{index}.key")
        elif row.get("confirmed") is not True:
            yield Said(N_("Confirm this statement"), {}, LAW, f"statements.{index}.confirmed")
        seen.add(key)
    for statement in STATEMENTS:
        if statement.key not in seen:
            text = N_("This statement is missing: %(statement)s")
            yield Said(text, {"statement": Word(statement.text)}, LAW, "statements")


def without_documents(given: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Statements that no document shows: the Commission is told, as a missing document is a ground of rejection."""
    shown = {str(row.get("key", "")) for row in given if row.get("documents")}
    return tuple(statement.key for statement in STATEMENTS if statement.key not in shown)


def against_answers(asked: Sequence[tuple[str, str]], given: Sequence[Mapping[str, Any]]) -> Iterator[Said]:
    """What stands against submitting: each criterion that the Commission scores is answered, once.

    `asked` are the criteria's keys and names.
    """
    known = dict(asked)
    seen: set[str] = set()
    for index, row in enumerate(given):
        key = str(row.get("criterion", ""))
        path = f"answers.{index}.criterion"
        if key not in known:
            text = N_("The design assignment asks for no answer to this: %(criterion)s")
            yield Said(text, {"criterion": key}, ANSWERS_RULE, path)
        elif key in seen:
            yield Said(N_("This criterion is answered twice"), {}, ANSWERS_RULE, path)
        seen.add(key)
    for key, name in asked:
        if key not in seen:
            yield Said(N_("An answer is missing: %(criterion)s"), {"criterion": name}, ANSWERS_RULE, "answers")


def against_group(bidder: str, group: Sequence[str]) -> Iterator[Said]:
    """A group names its other members, each once: it cannot contain its own bidder."""
    for index, member in enumerate(group):
        if member == bidder:
            yield Said(N_("A group cannot contain itself: name its other members"), {}, ONE_BID_RULE, f"group.{index}")
        elif member in group[:index]:
            yield Said(N_("This member of the group is named twice"), {}, ONE_BID_RULE, f"group.{index}")


def against_second_bid(bidder: str, group: Iterable[str], taken: Iterable[str]) -> Iterator[Said]:
    """H39: one bid a supplier, alone or in a group. `taken` are those who stand in the tender's other bids.

    Suppliers are compared by what identifies them, BINs or their keyed hashes alike.
    """
    standing = set(taken)
    if bidder in standing:
        yield Said(
            N_("You take part in a bid for this tender already, alone or in a group: one bid a supplier"),
            {},
            ONE_BID_RULE,
        )
    for index, member in enumerate(group):
        if member in standing:
            text = N_("This member takes part in another bid for this tender: one bid a supplier")
            yield Said(text, {}, ONE_BID_RULE, f"group.{index}")


@dataclass(frozen=True, slots=True)
class Barred:
    """An entry of the register of the barred: a supplier and the day of the court's finding."""

    supplier: str
    finding_on: dt.date

    @property
    def until(self) -> dt.date:
        """The last day on which it blocks: three years from the finding."""
        return last_day(self.finding_on, YEARS_BARRED)

    def blocks(self, on: dt.date) -> bool:
        """Whether it blocks a bid on that day: from the day of the finding on, and not before."""
        return self.finding_on <= on <= self.until


def against_barred(bidder: str, group: Sequence[str], register: Iterable[Barred], on: dt.date) -> Iterator[Said]:
    """What the register says against a bid on that day, of the bidder and of each member of its group."""
    entries = sorted((entry for entry in register if entry.blocks(on)), key=lambda entry: entry.until)
    until = {entry.supplier: entry for entry in entries}
    for path, supplier in ((None, bidder), *((f"group.{index}", member) for index, member in enumerate(group))):
        if (entry := until.get(supplier)) is not None:
            yield Said(
                N_("Barred from tenders from %(finding)s to %(until)s by a court's finding of false information"),
                {"finding": entry.finding_on, "until": entry.until},
                FALSE_RULE,
                path,
            )


@dataclass(frozen=True, slots=True)
class Result:
    """What the Commission finds of one bid."""

    bid: str
    compliant: bool
    ground: Ground | None = None
    reason: str = ""


def against_results(results: Sequence[Result], bids: Iterable[str], above_ceiling: Iterable[str]) -> Iterator[Said]:
    """What stands against an examination: each bid once, a rejection with ground and reason, and none without.

    Bids above the ceiling are rejected by the system (H14): they may be left out, or named with a ground of the Law.
    """
    known, above = set(bids), set(above_ceiling)
    seen: set[str] = set()
    for index, result in enumerate(results):
        path = f"results.{index}"
        if result.bid not in known:
            yield Said(N_("There is no such bid here: %(bid)s"), {"bid": result.bid}, LAW, f"{path}.bid")
        elif result.bid in seen:
            yield Said(N_("This bid is named twice"), {}, LAW, f"{path}.bid")
        elif result.bid in above and result.compliant:
            text = N_("This bid is above the ceiling and is rejected for that (H14, house rule)")
            yield Said(text, {}, "H14", f"{path}.compliant")
        elif result.bid not in above:
            yield from _against_result(result, path)
        seen.add(result.bid)
    for bid in sorted(known - seen - above):
        yield Said(N_("Say whether this bid is compliant: %(bid)s"), {"bid": bid}, LAW, "results")


def _against_result(result: Result, path: str) -> Iterator[Said]:
    if result.ground is Ground.ABOVE_CEILING:
        yield Said(N_("This bid is not above the ceiling"), {}, "H14", f"{path}.ground")
    elif result.compliant and result.ground is not None:
        yield Said(N_("A compliant bid has no ground of rejection"), {}, LAW, f"{path}.ground")
    elif not result.compliant and result.ground is None:
        yield Said(N_("Choose the ground of the rejection"), {}, LAW, f"{path}.ground")
    if not result.compliant and not result.reason.strip():
        yield Said(N_("Give the reason of the rejection"), {}, LAW, f"{path}.reason")


def suit_due_on(established_on: dt.date, calendar: WorkingCalendar) -> dt.date:
    """Law 45-3: the last of the 30 calendar days in which the customer sues, or the next working day."""
    return calendar.add(established_on + dt.timedelta(days=DAYS_TO_SUE), 0)
