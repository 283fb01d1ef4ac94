"""To how many places the totals of bids are shown: as many as a person needs. Ranked is by the exact numbers. Pure."""

from collections.abc import Iterable
from fractions import Fraction

from qyzmet.sentences.sentence import rounded

# Hundredths of a point, unless less is all there is.
USUAL = 2


def places(totals: Iterable[Fraction]) -> int:
    """The same for all totals of a ranking: two, fewer where that is all of each, more where two differ only there."""
    different = set(totals)
    for fewer in range(USUAL):
        if all(Fraction(rounded(total, fewer)) == total for total in different):
            return fewer
    found = USUAL
    while len({rounded(total, found) for total in different}) < len(different):
        found += 1
    return found
