"""¶ 49, H39: suppliers who bid together. Who is named takes part only once its own head has confirmed. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from qyzmet.sentences.sentence import Said
from qyzmet.vocabulary import N_

from .qualification import ONE_BID_RULE

# All that a member reads of a bid before it has confirmed, and what its confirmation is for.
SHOWN = ("group", "price_lease", "price_service")

INCOMPLETE = Said(
    N_(
        "The group is not complete: whoever is named in it takes part only once its own head has confirmed it "
        "for this group and these prices, and stands in no other bid of this tender. Ask the members."
    ),
    {},
    ONE_BID_RULE,
)


def shown_to_members(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of a bid's data a member of its group reads: the group and the prices, and nothing else."""
    return {key: data[key] for key in SHOWN if key in data}


def group_terms(data: Mapping[str, Any]) -> tuple[frozenset[str], Any, Any]:
    """What a member confirms: with whom it bids, and at which prices."""
    return frozenset(data.get("group") or ()), data.get("price_lease"), data.get("price_service")


def is_complete(group: Collection[str], confirmed: Collection[str], elsewhere: Collection[str]) -> bool:
    """Whether all who are named have confirmed, and none of them stands in another bid."""
    return set(group) <= set(confirmed) and not set(group) & set(elsewhere)


def against_incomplete(
    group: Collection[str], confirmed: Collection[str], elsewhere: Collection[str]
) -> Iterator[Said]:
    """One and the same words whatever a member lacks: others would learn from them whether it bids elsewhere."""
    if not is_complete(group, confirmed, elsewhere):
        yield INCOMPLETE
