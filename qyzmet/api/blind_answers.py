"""How answers to suppliers' tokens are kept: nobody sees whose key it is, nor what was asked and answered."""

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qyzmet.api.models import IdempotentAnswer
from qyzmet.sealing import blinding, envelopes
from qyzmet.sealing.envelopes import Envelope
from qyzmet.sealing.faults import SealBroken


class Unreadable(Exception):
    """The answer does not open: the seal key that sealed it is lost, or the row was changed."""


@dataclass(frozen=True)
class Kept:
    """An answer that is given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Blind:
    """One key of one token, as its row shows it; `suppliers` are those whose answer it may be, by BIN."""

    key: bytes
    suppliers: tuple[str, ...]

    @classmethod
    def of(cls, token_id: int, key: str, suppliers: Sequence[str]) -> "Blind":
        """The blind hash of token and key. Raises KeyFileError where there is no seal key."""
        return cls(blinding.blind("idempotency", str(token_id), key), tuple(suppliers))

    def hash_of(self, request_hash: bytes) -> bytes:
        """The hash of the request, so that nobody can try likely requests against it."""
        return blinding.blind("idempotent request", self.key.hex(), request_hash.hex())

    def claimed(self, at: dt.datetime) -> dict[str, Any]:
        """The columns of a claim without an answer yet: when it was made is sealed, and each is another."""
        return self._sealed({"at": at.isoformat()})

    def answered(self, at: dt.datetime, kept: Kept) -> dict[str, Any]:
        """The columns of the answer to the claim made at that instant: sealed for the supplier, and nothing else."""
        value = {
            "at": at.isoformat(),
            "status": kept.status,
            "headers": dict(kept.headers),
            "body": base64.b64encode(kept.body).decode(),
        }
        return {"status": 0, **self._sealed(value)}

    def _sealed(self, value: Mapping[str, Any]) -> dict[str, Any]:
        envelope = envelopes.seal(value, self.suppliers[0], self._context)
        return {"sealed": envelope.content, "own": envelope.own}

    def claimed_at(self, row: IdempotentAnswer) -> dt.datetime:
        """When the row's key was claimed. Raises Unreadable."""
        at = self._opened(row).get("at")
        # A release before kept the instant in the open; the migration has left its day.
        return row.created_at + dt.timedelta(days=1) if at is None else dt.datetime.fromisoformat(at)

    def kept(self, row: IdempotentAnswer) -> Kept:
        """The answer again. Raises Unreadable."""
        value = self._opened(row)
        return Kept(value["status"], value["headers"], base64.b64decode(value["body"]))

    def _opened(self, row: IdempotentAnswer) -> Mapping[str, Any]:
        envelope = Envelope(row.sealed or b"", row.own or b"")
        for number in self.suppliers:
            try:
                value: Mapping[str, Any] = envelopes.open_own(envelope, number, self._context)
            except SealBroken:
                continue
            return value
        raise Unreadable

    @property
    def _context(self) -> str:
        return f"idempotent answer {self.key.hex()}"
