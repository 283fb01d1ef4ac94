"""Checking all kept signatures again: `qyzmet signatures verify`.

Those of bids lie within their seals until the opening, and are checked from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.procedure.models import Act, Procedure
from qyzmet.signatures import checking, manifest
from qyzmet.signatures.checking import Expected, Right, SignatureRefused
from qyzmet.signatures.kept_models import Signature

_AT_ONCE = 200


@dataclass(frozen=True)
class Verified:
    """A signature that was checked again: of which act in which procedure, and what is wrong with it, if anything."""

    number: str
    action: str
    act_id: int
    fault: str


def all_again() -> Iterator[Verified]:
    """Check every signature as of the instant of its act, the oldest first, and note in each whether it holds.

    Does not commit. A certificate that was revoked after the act changes nothing; what the lists said then is kept.
    """
    last = 0
    while True:
        rows = db.session.execute(
            select(Signature, Act, Procedure)
            .join(Act, Act.id == Signature.act_id)
            .join(Procedure, Procedure.id == Act.procedure_id)
            .where(Signature.act_id > last)
            .order_by(Signature.act_id)
            .limit(_AT_ONCE)
        ).all()
        for signature, act, procedure in rows:
            fault = _fault(signature, act)
            signature.valid = not fault
            last = act.id
            yield Verified(procedure.public_number, act.action, act.id, fault)
        if not rows:
            return
        db.session.flush()


def _fault(signature: Signature, act: Act) -> str:
    if not manifest.sha256(signature.manifest) == signature.sha256 == act.manifest_sha256:
        return "the manifest is not the one whose hash the act bears"
    expected = Expected(signature.iin, signature.bin, Right(signature.right))
    try:
        found = checking.check_again(signature.cms, signature.manifest.encode(), act.at, expected)
    except SignatureRefused as refused:
        return str(refused)
    return "" if found.certificate == signature.certificate else "the certificate is not the one that was kept"
