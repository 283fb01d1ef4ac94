"""Checking all kept signatures again, by the lists of revoked certificates that were asked: `qyzmet signatures verify`.

Those of bids lie within their seals until the opening, and are checked from then on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select, update

from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure.models import Act, Procedure, chain_of
from qyzmet.signatures import checking, manifest
from qyzmet.signatures.checking import Expected, Right, SignatureRefused
from qyzmet.signatures.kept_models import Signature
from qyzmet.signatures.trust import lists
from qyzmet.signatures.trust.revocation import Answer, NotAList, RevocationList

ACTION = "signature_checked_again"
_AT_ONCE = 200
# Signatures of one day share their lists, of which each takes a while to read.
_LISTS_AT_ONCE = 8


@dataclass(frozen=True)
class Verified:
    """A signature that was checked again: of which act in which procedure, and what is wrong with it, if anything.

    `by_kept_lists` says whether the lists that were asked are kept: of the first signatures they are not, nor where
    there was no list of the authority. `was_valid` is what the last check found, `chain` the procedure's in the trail.
    """

    number: str
    action: str
    act_id: int
    fault: str
    by_kept_lists: bool
    was_valid: bool
    chain: str

    @property
    def is_news(self) -> bool:
        """Whether the last check found otherwise."""
        return self.was_valid is bool(self.fault)


def all_again() -> Iterator[Verified]:
    """Check every signature as of the instant of its act, the oldest first. Only reads: it takes long.

    A certificate that was revoked after the act changes nothing; what the lists said then is kept.
    """
    kept = lru_cache(_LISTS_AT_ONCE)(lists.kept)
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
            asked = signature.checked["revocation"].get("lists", [])
            fault = _fault(signature, act, asked, kept)
            last = act.id
            number, chain = procedure.public_number, chain_of(procedure)
            yield Verified(number, act.action, act.id, fault, bool(asked), signature.valid, chain)
        if not rows:
            return


def note(checked: Iterable[Verified]) -> None:
    """Keep of those that are news whether they hold, and record it in the trail. Does not commit."""
    for each in checked:
        if not each.is_news:
            continue
        db.session.execute(update(Signature).where(Signature.act_id == each.act_id).values(valid=not each.fault))
        said = {"act": each.act_id, "action": each.action, "valid": not each.fault, "fault": each.fault}
        audit.record(ACTION, chain=each.chain, subject=each.number, after=said)


def _fault(signature: Signature, act: Act, asked: Sequence[str], kept: Callable[[str], RevocationList | None]) -> str:
    if not manifest.sha256(signature.manifest) == signature.sha256 == act.manifest_sha256:
        return "the manifest is not the one whose hash the act bears"
    expected = Expected(signature.iin, signature.bin, Right(signature.right))
    try:
        lists_then = [one for each in asked if (one := kept(each)) is not None]
        found = checking.check_again(signature.cms, signature.manifest.encode(), act.at, expected, lists_then)
    except NotAList as error:
        return f"a list of revoked certificates by which it was checked is not as it came: {error}"
    except SignatureRefused as refused:
        return str(refused)
    if len(lists_then) < len(asked):
        return "a list of revoked certificates by which it was checked is not kept"
    if asked and not _is_the_answer(found.revocation, signature.checked["revocation"]):
        return "the lists of revoked certificates do not say what is kept as their answer"
    return "" if found.certificate == signature.certificate else "the certificate is not the one that was kept"


def _is_the_answer(found: Answer, kept: Mapping[str, Any]) -> bool:
    """Whether it is the answer that was kept; whether a list was fresh depends on the hour."""
    issued = None if found.issued_at is None else found.issued_at.isoformat()
    return (found.number, issued, list(found.lists)) == (kept["number"], kept["issued_at"], kept["lists"])
