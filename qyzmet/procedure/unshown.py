"""Signed acts of sealed moves: kept apart until what they did is shown, and acts as all others from then on.

Nothing here commits.
"""

from sqlalchemy import delete, select

from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure.models import Act, Procedure, chain_of
from qyzmet.signatures.kept import as_data, from_data
from qyzmet.signatures.kept_models import UnshownAttempt, UnshownSignature
from qyzmet.vocabulary import Party


def keep(procedure: Procedure, act: Act) -> None:
    """Keep the signature of an act that is kept nowhere itself."""
    if act.signature is None or act.user is None or act.organisation is None:
        return
    db.session.add(
        UnshownSignature(
            procedure_id=procedure.id,
            action=act.action,
            case=act.case,
            party=act.party.value,
            user_id=act.user.id,
            organisation_id=act.organisation.id,
            acting_for_id=act.acting_for_id,
            state=act.from_state,
            body=act.body,
            at=act.at,
            signature=as_data(act.signature),
        )
    )


def forget(procedure: Procedure, action: str, user: User) -> None:
    """Let go what this person signed before: something else takes its place."""
    db.session.execute(
        delete(UnshownSignature).where(
            UnshownSignature.procedure_id == procedure.id,
            UnshownSignature.action == action,
            UnshownSignature.user_id == user.id,
        )
    )


def show(procedure: Procedure, action: str) -> list[Act]:
    """Make acts of what was signed of that action, in its order; the trail tells of them, and of failed attempts."""
    found = select(UnshownSignature).where(
        UnshownSignature.procedure_id == procedure.id, UnshownSignature.action == action
    )
    shown = [_shown(procedure, row) for row in db.session.scalars(found.order_by(UnshownSignature.id)).all()]
    tried = select(UnshownAttempt).where(UnshownAttempt.procedure_id == procedure.id, UnshownAttempt.action == action)
    for row in db.session.scalars(tried.order_by(UnshownAttempt.id)).all():
        audit.record(
            "signature_refused",
            chain=chain_of(procedure),
            subject=procedure.public_number,
            after={
                "action": row.action,
                "check": row.check,
                "manifest": row.sha256,
                "user": f"U-{row.user_id}",
                "at": row.at.isoformat(),
            },
        )
        db.session.delete(row)
    db.session.flush()
    return shown


def _shown(procedure: Procedure, row: UnshownSignature) -> Act:
    signature = from_data(row.signature)
    act = Act(
        procedure=procedure,
        action=row.action,
        case=row.case,
        party=Party(row.party),
        user_id=row.user_id,
        organisation_id=row.organisation_id,
        acting_for_id=row.acting_for_id,
        from_state=row.state,
        to_state=row.state,
        body=row.body,
        at=row.at,
        signature=signature,
        manifest_sha256=signature.sha256,
    )
    db.session.add(act)
    db.session.delete(row)
    db.session.flush()
    audit.record(
        row.action,
        chain=chain_of(procedure),
        subject=procedure.public_number,
        after={
            "act": act.id,
            "user": f"U-{row.user_id}",
            "at": row.at.isoformat(),
            "manifest": signature.sha256,
        },
    )
    return act
