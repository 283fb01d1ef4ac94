"""House rules of the formation and of the Catalogue: what the office decided where the Rules are silent. Shown as a
local regulation.
"""

from typing import Any

from qyzmet.procedure.house_rules import HouseRule
from qyzmet.vocabulary import N_


def _days(value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 250:
        raise ValueError(N_("Give a whole number of working days from 1 to 250."))


def _months(value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 60:
        raise ValueError(N_("Give a whole number of months from 1 to 60."))


CATALOG_RULES: tuple[HouseRule, ...] = (
    HouseRule(
        "H6",
        N_("Term for approving an entry of the Catalogue, in working days from the integrator's notice"),
        3,
        _days,
    ),
    HouseRule("H26", N_("How often an entry of the Catalogue is confirmed, in months"), 6, _months),
    HouseRule("H41", N_("Term for mending a returned entry of the Catalogue, in working days"), 3, _days),
    HouseRule(
        "H45",
        N_(
            "Term for each step of a formation: testing, allocating the environment, security testing, giving notice, "
            "equipping and commissioning, in working days"
        ),
        10,
        _days,
    ),
    HouseRule("H45.2", N_("Term in which the Commission meets on forming, in working days from its call"), 5, _days),
    HouseRule(
        "H45.3",
        N_("Term for calling the Commission again where it did not decide, in working days from the day named"),
        2,
        _days,
    ),
    HouseRule(
        "H45.4",
        N_("Term for each step of a development: discussion, decision and signatures, in working days"),
        5,
        _days,
    ),
    HouseRule(
        "H45.5",
        N_(
            "Term for the migration of the data and for beginning a replacement after the supplier's failure, in "
            "working days"
        ),
        10,
        _days,
    ),
    HouseRule(
        "H51",
        N_(
            "Term for each signature under the additions to the contracts of an IC service that is developed without "
            "replacing its supplier, in working days"
        ),
        10,
        _days,
    ),
    HouseRule(
        "H51.2",
        N_("Term for deciding what follows where nothing came of these additions, in working days"),
        5,
        _days,
    ),
)

FIXED_CATALOG_RULES: dict[str, str] = {
    "H8": N_(
        "For a software product the meeting of the Commission is called from the supplier's notice that the tests are "
        "passed"
    ),
    "H15": N_("The readiness notice goes to the operator and the integrator"),
    "H17": N_("The authorised body approves the Catalogue entry by entry"),
    "H19": N_("After the supplier's failure the entry stays in the Catalogue, marked"),
    "H32": N_("Development is decided by a protocol that integrator, customer, authorised body and operator sign"),
    "H33": N_("The protocol's term for readiness runs from the day the last contract came into force"),
    "H34": N_("The operator tests operability; the integrator takes part"),
    "H50": N_(
        "The integrator or the customer suspends an IC service for a time, with the reason, and either of them resumes "
        "it; the entry stays in the Catalogue, marked"
    ),
    "H51.3": N_(
        "An IC service that is developed without replacing its supplier leads to no tender: operator and customer, "
        "operator and supplier sign additions to their contracts, no dearer than the contract of now together with "
        "what was offered; if nothing comes of them, the design assignment is reopened, the development is discussed "
        "again, or it is cancelled, and the service stays"
    ),
    "H54": N_(
        "The contract of a PPP project is one of three parties (Law 45(3)), and so is the addition to it where the IC "
        "service is developed without replacing its supplier: customer, operator and supplier sign it in this order, "
        "with both prices; what was begun as two additions before this rule is signed to its end as two"
    ),
}
