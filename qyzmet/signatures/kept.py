"""Keeping manifests until they are signed, and reading the signatures of acts. Nothing here commits."""

import base64
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm.attributes import set_committed_value

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.models import Act, Procedure
from qyzmet.signatures.kept_models import KeptManifest, Signature
from qyzmet.signatures.pending import MOST_REMEMBERED, REMEMBERED, Pending, remembered

_BYTES = ("cms", "certificate")
_TEXTS = ("sha256", "manifest", "number", "signer", "iin", "bin", "right", "checked")


class Rows:
    """The manifests of one person in a procedure that is kept in the open."""

    def __init__(self, procedure: Procedure, actor: Actor) -> None:
        self._procedure = procedure
        self._actor = actor

    @property
    def _user_id(self) -> int | None:
        return self._actor.user.id if self._actor.user is not None else None

    def _mine(self) -> Select[KeptManifest]:
        mine = (KeptManifest.procedure_id == self._procedure.id, KeptManifest.user_id == self._user_id)
        return select(KeptManifest).where(*mine).order_by(KeptManifest.id.desc())

    def pending(self) -> Sequence[Pending]:
        """Those that are remembered, the newest first."""
        rows = db.session.scalars(self._mine())
        found = [
            Pending(row.text, self._actor.label, row.action, row.expires_at, row.used_at is not None) for row in rows
        ]
        return remembered(found, clock.now())

    def put(self, pending: Pending) -> None:
        """Keep one more; those that are forgotten go, whosever they are, and one's own that are too many."""
        db.session.execute(delete(KeptManifest).where(KeptManifest.expires_at <= clock.now() - REMEMBERED))
        for each in db.session.scalars(self._mine().offset(MOST_REMEMBERED - 1)):
            db.session.delete(each)
        db.session.add(
            KeptManifest(
                procedure_id=self._procedure.id,
                user_id=self._user_id,
                action=pending.action,
                sha256=pending.sha256,
                text=pending.text,
                expires_at=pending.expires_at,
            )
        )
        db.session.flush()

    def use(self, pending: Pending) -> None:
        """An act was signed by it."""
        row = db.session.scalars(select(KeptManifest).where(KeptManifest.sha256 == pending.sha256)).one()
        row.used_at = clock.now()


def as_data(signature: Signature) -> dict[str, Any]:
    """A signature as JSON, to be kept under a seal."""
    return {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in (
            *((name, getattr(signature, name)) for name in (*_TEXTS, *_BYTES)),
            ("checked_at", signature.checked_at.isoformat()),
        )
    }


def from_data(data: Mapping[str, Any]) -> Signature:
    """The same signature again."""
    return Signature(
        **{name: data[name] for name in _TEXTS},
        **{name: base64.b64decode(data[name]) for name in _BYTES},
        checked_at=dt.datetime.fromisoformat(data["checked_at"]),
        valid=True,
    )


def read_ahead(acts: Iterable[Act]) -> None:
    """Read the signatures of those acts that are signed, by one question; of none where none is."""
    signed = {act.id: act for act in acts if act.manifest_sha256 is not None and act.id is not None}
    waiting = {key: act for key, act in signed.items() if "signature" not in act.__dict__}
    if not waiting:
        return
    found = {row.act_id: row for row in db.session.scalars(select(Signature).where(Signature.act_id.in_(waiting)))}
    for key, act in waiting.items():
        set_committed_value(act, "signature", found.get(key))
