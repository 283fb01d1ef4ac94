"""House rules of tenders: what the office decided where the Rules are silent on them. Shown as a local regulation."""

from typing import Any

from qyzmet.procedure.house_rules import HouseRule, yes_or_no
from qyzmet.vocabulary import N_

YES, NO = 1, 0
# H31: which price of a bid is compared.
SERVICE_PRICE, LEASE_PRICE = 1, 2


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _days(value: Any) -> None:
    if not _whole(value, 1, 250):
        raise ValueError(N_("Give a whole number of working days from 1 to 250."))


def _days_within_the_announcement(value: Any) -> None:
    # The announcement itself is due three working days after the approval (¶ 42), and waits for the consent.
    if not _whole(value, 1, 3):
        raise ValueError(N_("Give a whole number of working days from 1 to 3."))


def _days_before_the_end(value: Any) -> None:
    # More than the fifteen days of ¶ 47 would leave no day for questions.
    if not _whole(value, 1, 14):
        raise ValueError(N_("Give a whole number of working days from 1 to 14."))


def _hour(value: Any) -> None:
    if not _whole(value, 9, 24):
        raise ValueError(N_("Give a full hour from 9 to 24."))


def _odd(value: Any) -> None:
    if not _whole(value, 3, 99) or value % 2 == 0:
        raise ValueError(N_("Give an odd number from 3 to 99."))


def _thirds(value: Any) -> None:
    if not _whole(value, 1, 3):
        raise ValueError(N_("Give how many thirds: 1, 2 or 3."))


def _price(value: Any) -> None:
    if not _whole(value, SERVICE_PRICE, LEASE_PRICE):
        raise ValueError(N_("Give 1 for the price of the IC service or 2 for the price of the lease."))


TENDER_RULES: tuple[HouseRule, ...] = (
    HouseRule(
        "H3",
        N_("On which working day after the acceptance of bids has ended they are opened (at 10:00)"),
        1,
        _days,
    ),
    HouseRule("H4", N_("Term for examining bids and naming the supplier, in working days from the opening"), 10, _days),
    HouseRule("H5", N_("Term for signing the contract, in working days from the protocol"), 10, _days),
    HouseRule(
        "H9",
        N_(
            "Paper, the electronic platform or an electronic carrier: any one suffices for a bid. At what hour the "
            "office closes, until which it takes paper and carriers on the last day"
        ),
        18,
        _hour,
    ),
    HouseRule(
        "H14",
        N_("A bid with a price above the ceiling of the design assignment is rejected: 1 yes, 0 no"),
        YES,
        yes_or_no,
    ),
    HouseRule(
        "H21",
        N_(
            "Questions are taken until so many working days before the acceptance of bids ends, and each is answered "
            "within as many"
        ),
        5,
        _days_before_the_end,
    ),
    HouseRule("H22", N_("The least number of voting members of a Commission; their number is always odd"), 5, _odd),
    HouseRule("H22.2", N_("How many thirds of a Commission make its quorum"), 2, _thirds),
    HouseRule("H23", N_("Term for mending a formal defect of a bid, in working days"), 1, _days),
    HouseRule("H24", N_("A single compliant bid may be accepted: 1 yes, 0 no"), YES, yes_or_no),
    HouseRule("H25", N_("When the chosen supplier falls away, the next by rank follows: 1 yes, 0 no"), YES, yes_or_no),
    HouseRule(
        "H31",
        N_(
            "Which price of a bid is compared, in scoring and in ties: 1 the price of the IC service, 2 the price of "
            "the lease"
        ),
        SERVICE_PRICE,
        _price,
    ),
    HouseRule(
        "H35",
        N_(
            "Term for the customer's consent to an announcement, in working days from being asked; never past the term "
            "of ¶ 42"
        ),
        1,
        _days_within_the_announcement,
    ),
    HouseRule(
        "H36",
        N_(
            "Term for deciding what follows where nobody can be chosen, in working days from the opening, the "
            "examination, or from when the ranking has no bid left"
        ),
        5,
        _days,
    ),
    HouseRule(
        "H44",
        N_(
            "Term for announcing a tender again or repeating it with the same design assignment, in working days from "
            "the protocol"
        ),
        3,
        _days,
    ),
)

FIXED_TENDER_RULES: dict[str, str] = {
    "H16": N_("No tender is held where the operator creates the IC service itself"),
    "H18": N_("The three years of the lease count from its start"),
    "H27": N_("Equal totals: the lower price goes first, then the earlier receipt"),
    "H28": N_("A tender is announced again on the same design assignment, with the full days of acceptance"),
    "H29": N_("A bid that was withdrawn before the end of acceptance did not come in; one that is rejected later did"),
    "H30": N_("A material amendment needs a newly approved design assignment and starts the acceptance of bids again"),
    "H38": N_(
        "The acceptance of bids can be extended after an outage where an administrator and the head of the integrator "
        "agree"
    ),
    "H39": N_("One bid a supplier, alone or in a group"),
    "H43": N_("Where the votes of those who voted are equal, the chair's decides"),
    "H55": N_(
        "A supplier begins at most 20 bids for one tender, and takes at most 200 acts on one, but for what ends it"
    ),
}
