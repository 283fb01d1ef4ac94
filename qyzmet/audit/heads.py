"""Publishing the trail's head: once a day it is kept, shown at /about/audit and written to the log.

Whoever keeps a copy of a head can tell a trail that was rebuilt afterwards, also by the database's owner.
"""

import structlog
from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit.models import AuditHead, AuditRecord
from qyzmet.audit.service import lock_trail
from qyzmet.database import db

log = structlog.get_logger("qyzmet.audit")


def publish_head() -> AuditHead | None:
    """Keep the head of the trail for today, once; returns it, or None where today's is kept or nothing is there.

    The worker calls this at every tick. Does not commit.
    """
    today = clock.almaty(clock.wall()).date()
    if db.session.get(AuditHead, today) is not None:
        return None
    lock_trail()
    if db.session.scalar(select(AuditHead.day).where(AuditHead.day == today)) is not None:
        return None
    last = db.session.execute(
        select(AuditRecord.number, AuditRecord.hash).order_by(AuditRecord.number.desc()).limit(1)
    ).first()
    if last is None:
        return None
    head = AuditHead(day=today, number=last.number, hash=last.hash, published_at=clock.wall())
    db.session.add(head)
    db.session.flush()
    log.info("audit_head", day=today.isoformat(), number=last.number, hash=last.hash.hex())
    return head
