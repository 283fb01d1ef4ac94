"""From a certificate to an authority that is trusted: who issued it, who issued that, and so on. Pure.

Roots are trusted because they lie in the operator's folder; an authority between is believed because a root, or one
that is believed, has signed it. The name alone says nothing: anybody can write a root's name into a certificate.
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from qyzmet.signatures import algorithms
from qyzmet.signatures.trust.certificate import Certificate

_LONGEST = 5


class Broken(Exception):
    """No chain leads to a trusted root."""


class OutOfDate(Exception):
    """There is a chain, and an authority in it was not good at the instant."""


def lead(
    leaf: Certificate, trusted: Iterable[Certificate], others: Iterable[Certificate], at: dt.datetime
) -> tuple[Certificate, ...]:
    """The chain from the certificate to its root, both included.

    Raises Broken where there is none, and OutOfDate where each has an authority that was not good at `at`.
    """
    known = tuple(dict.fromkeys((*trusted, *others)))
    roots = frozenset(each.der for each in trusted if each.is_self_issued)
    found = _chains((leaf,), known, roots)
    if not found:
        raise Broken
    for each in found:
        if all(above.holds_at(at) for above in each[1:]):
            return each
    raise OutOfDate


def _chains(
    below: tuple[Certificate, ...], known: tuple[Certificate, ...], roots: frozenset[bytes]
) -> list[tuple[Certificate, ...]]:
    last = below[-1]
    if last.not_understood:
        return []
    if last.der in roots:
        return [below]
    if len(below) == _LONGEST:
        return []
    above = (each for each in known if each not in below and _may_have_issued(each, last, len(below) - 1))
    return [chain for each in above if _has_issued(each, last) for chain in _chains((*below, each), known, roots)]


def _may_have_issued(authority: Certificate, other: Certificate, authorities_below: int) -> bool:
    """Whether the authority's certificate allows it, and its name fits."""
    return (
        authority.subject == other.issuer
        and authority.is_authority
        and (not authority.key_usage or "key_cert_sign" in authority.key_usage)
        and (authority.path_length is None or authorities_below <= authority.path_length)
        and (
            None in (authority.key_identifier, other.authority_key_identifier)
            or authority.key_identifier == other.authority_key_identifier
        )
    )


# The authorities above are the same for everybody.
@lru_cache(maxsize=256)
def _has_issued(authority: Certificate, other: Certificate) -> bool:
    try:
        return authority.issued(other)
    except (algorithms.NotUnderstood, ValueError, TypeError):
        # A key that is none, or of another kind than the signature.
        return False
