"""When two functions, named by two state bodies in their own words, are taken for the same one. Pure.

What is found is only shown: the reviewer says of each whether it is the same (¶ 11, criterion 3). So the threshold is
rather low: one that is shown in vain costs a sentence, one that is not shown costs a second system for one function.
"""

from collections.abc import Collection
from fractions import Fraction

# Of the words that stand in either name, so many stand in both.
THRESHOLD = Fraction(1, 2)
# A name of fewer words says too little to be compared.
FEWEST = 2
# An act that more running procedures cite rests on no function of its own: the law on public services is such a one.
GENERAL_ACT = 20


def overlap(one: Collection[str], other: Collection[str]) -> Fraction:
    """How much two sets of word stems have in common: those in both, of those in either; 0 for an empty one."""
    both, either = set(one) & set(other), set(one) | set(other)
    return Fraction(len(both), len(either)) if either else Fraction(0)


def same_function(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two functions, as sets of word stems, are so alike that a reviewer has to look."""
    if min(len(set(one)), len(set(other))) < FEWEST:
        return False
    return overlap(one, other) >= THRESHOLD


def most_apart(words: int) -> int:
    """How many of one name's words another must hold at least, to be alike: a search asks for so many first."""
    # Of n words with k in common, k / (n + m - k) >= 1/2 with m >= k needs k >= n/2.
    return max(1, -(-words // 2))
