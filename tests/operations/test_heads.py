"""The worker publishes the audit trail's head."""

from pathlib import Path

from qyzmet.audit import service as audit
from qyzmet.audit.models import AuditHead, AuditRecord
from qyzmet.audit.verify import verify
from qyzmet.database import db
from qyzmet.deadlines.worker.worker import Worker
from tests.operations.places import place
from tests.own_database import SERVER


def test_a_tick_publishes_the_days_head_once(tmp_path: Path) -> None:
    """The day's first tick keeps the head of the trail as it then stands; later ones leave it."""
    with place("postgresql" if SERVER else "sqlite", tmp_path) as app:
        audit.record("act", chain="a", subject="a")
        db.session.commit()
        last = db.session.scalar(db.select(db.func.max(AuditRecord.number)))
        db.session.remove()
        worker = Worker(app)
        worker.tick()
        audit.record("act", chain="a", subject="a")
        db.session.commit()
        db.session.remove()
        worker.tick()
        (head,) = db.session.scalars(db.select(AuditHead))
        assert head.number == last
        assert verify().fault is None
