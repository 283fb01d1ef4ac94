"""Blind hashes: equal for equal values, and told from random bytes by nobody without the outside key.

Their key is the outside key's index, which no rotation changes: a hash must stay the same to be found again.
"""

from qyzmet.sealing.key import outside
from qyzmet.sealing.key.derivation import derived


def blind(label: str, *value: str) -> bytes:
    """The hash of 32 bytes of a value for the use that `label` names, as in `blind("bidder", tender, organisation)`.

    Rows with the same value have the same hash, and so can be tied to one another. A value that comes back in many
    places takes the place into it, as the tender here: then no two tenders show the same supplier.
    """
    return derived(derived(outside.current().index, "blind", label), *value)
