"""¶ 92, 109: a design assignment by which the supplier of a service is replaced: what the tender for it asks less of.

The contract of the IC service stays; the new supplier concludes the contract of the lease.
"""

from ..models import DesignAssignment

# What such an assignment is ordered for: the service itself after a failure, or a development that replaces.
_SOURCES = frozenset({"services", "developments"})


def is_replacement(assignment: DesignAssignment) -> bool:
    """Whether a tender for this assignment replaces the supplier of a service that stands in the Catalogue."""
    return assignment.source.kind in _SOURCES and not only_develops(assignment)


def only_develops(assignment: DesignAssignment) -> bool:
    """¶ 92, H51: whether it leads to no tender, as the service keeps its supplier: additions to the contracts are
    signed on it.
    """
    return assignment.adds_to is not None
