"""A manifest that waits for its signature, and where such are kept."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qyzmet.signatures import manifest

# How long a manifest can be signed.
LASTS = dt.timedelta(minutes=15)
# How long it is remembered afterwards, so that a signature that comes late is told what is wrong with it.
REMEMBERED = dt.timedelta(days=1)

# Of one person in one procedure; nobody reads as many texts, and each takes room in a bid that is sealed anew.
MOST_REMEMBERED = 20


@dataclass(frozen=True)
class Pending:
    """A manifest: its text, whose and of which action, until when it can be signed, whether an act was signed by it."""

    text: str
    user: str
    action: str
    expires_at: dt.datetime
    used: bool = False

    @property
    def sha256(self) -> str:
        """By which act, audit record and paper name it."""
        return manifest.sha256(self.text)


class Drawer(Protocol):
    """Where one person's manifests in a procedure are kept: in rows of their own, or under the seal."""

    def pending(self) -> Sequence[Pending]:
        """Those that are remembered, the newest first."""

    def put(self, pending: Pending) -> None:
        """Keep one more."""

    def use(self, pending: Pending) -> None:
        """An act was signed by it: it is good for no other."""


def remembered(pending: Iterable[Pending], now: dt.datetime) -> list[Pending]:
    """Those that are not forgotten yet, the newest first; so many of each person.

    Of two that came at the same instant the one that stands first is the newer.
    """
    kept = [each for each in pending if now < each.expires_at + REMEMBERED]
    found, many = list[Pending](), Counter[str]()
    for each in sorted(kept, key=lambda each: each.expires_at, reverse=True):
        many[each.user] += 1
        if many[each.user] <= MOST_REMEMBERED:
            found.append(each)
    return found
