"""What somebody has asked to sign of a bid: it lies under the bid's seal, and so does when that was."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace

from qyzmet import clock, context
from qyzmet.signatures.pending import Pending, remembered

from ...models import Bid
from . import sealed_bids


class SealedManifests:
    """One person's manifests of a sealed bid. Whoever changes them keeps the bid."""

    def __init__(self, bid: Bid) -> None:
        self._bid = bid

    def pending(self) -> Sequence[Pending]:
        """Those that are remembered, the newest first."""
        mine = context.actor().label
        return [each for each in self._everybodys() if each.user == mine]

    def put(self, pending: Pending) -> None:
        """Add one more."""
        self._write([pending, *self._everybodys()])

    def use(self, pending: Pending) -> None:
        """An act was signed by it."""
        self._write([replace(each, used=True) if each == pending else each for each in self._everybodys()])

    def _everybodys(self) -> list[Pending]:
        rows = sealed_bids.content_of(self._bid).manifests
        read = [Pending(**{**row, "expires_at": dt.datetime.fromisoformat(row["expires_at"])}) for row in rows]
        return remembered(read, clock.now())

    def _write(self, all_of_them: Sequence[Pending]) -> None:
        content = sealed_bids.content_of(self._bid)
        content.manifests = [{**asdict(each), "expires_at": each.expires_at.isoformat()} for each in all_of_them]
