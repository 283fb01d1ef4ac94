"""What the trail keeps and does not show everybody who reads it: proposals and votes of a Commission (Law 45-1; H22).

A record stands there as it was made; its content is shown to whom the procedure itself shows it. Of a vote nobody is
told before the voting has ended.
"""

import json
from collections.abc import Sequence

from sqlalchemy import select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.procedure.kinds import kind_of
from qyzmet.procedure.models import Act
from qyzmet.translating import gettext as _


def not_told() -> str:
    """What stands in the place of such a content."""
    return _("Kept by the Commission: a proposal is shown once it is in force, a vote once the voting has ended")


def withheld(records: Sequence[AuditRecord]) -> set[int]:
    """The numbers of those records whose content the reader is not shown now."""
    keys = {each.number: key for each in records if (key := _act_of(each)) is not None}
    acts = {act.id: act for act in db.session.scalars(select(Act).where(Act.id.in_(set(keys.values()))))}
    return {number for number, key in keys.items() if key in acts and _is_untold(acts[key])}


def _act_of(record: AuditRecord) -> int | None:
    """The act that a record is about; None for what is done beside the procedures."""
    if not record.chain.startswith("procedure:") or not record.after:
        return None
    after = json.loads(record.after)
    key = after.get("act") if isinstance(after, dict) else None
    return key if isinstance(key, int) else None


def _is_untold(act: Act) -> bool:
    """Whether the reader is not told now what the act carried."""
    untold = kind_of(act.procedure).action(act.action).page.untold
    return untold is not None and untold(act.procedure, act)
