"""A signature that is not taken: the act is not either, the draft stays, and nothing is recorded but the attempt."""

from dataclasses import dataclass

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.refusals import Invalid
from qyzmet.signatures.kept_models import UnshownAttempt

ACTION = "signature_refused"


@dataclass(frozen=True)
class Attempt:
    """What is recorded of it: in which procedure, for which action, which check it did not pass, and by which manifest.

    `chain` is the procedure's in the trail; None of one that is kept sealed, where the attempt is sealed with it. Where
    nobody is to see the act yet, `unshown_in` is the procedure's id: the attempt shows when the act does.
    """

    kind: str
    number: str
    chain: str | None
    action: str
    check: str
    sha256: str | None
    unshown_in: int | None = None


class SignatureNotTaken(Invalid):
    """What was sent is no signature of this act; the text says why and what to do."""

    def __init__(self, text: str, attempt: Attempt, *, rule: str | None = None) -> None:
        super().__init__(text, rule=rule, errors={"signature": [text]})
        self.attempt = attempt


def note(refused: BaseException) -> None:
    """Record the attempt, if it was one, after what it had begun was rolled back. Commits."""
    if not isinstance(refused, SignatureNotTaken):
        return
    attempt = refused.attempt
    said = {"action": attempt.action, "check": attempt.check, "manifest": attempt.sha256}
    user = context.actor().user
    if attempt.unshown_in is not None and user is not None:
        db.session.add(
            UnshownAttempt(
                procedure_id=attempt.unshown_in,
                action=attempt.action,
                user_id=user.id,
                at=clock.now(),
                check=attempt.check,
                sha256=attempt.sha256,
            )
        )
    elif attempt.chain is not None:
        audit.record(ACTION, chain=attempt.chain, subject=attempt.number, after=said)
    else:
        keeper = kinds()[attempt.kind].keeper
        sealed = keeper.find(attempt.number, context.actor()) if keeper is not None else None
        if keeper is not None and sealed is not None:
            keeper.note_attempt(sealed, {**said, "user": context.actor().label, "at": clock.now().isoformat()})
    db.session.commit()
