"""What people are told when the seal key cannot be used; the log says why."""

import structlog

from qyzmet.sealing.faults import KeyFileError
from qyzmet.translating import gettext as _

log = structlog.get_logger("qyzmet.sealing")


def key_unusable(fault: KeyFileError) -> str:
    """The text for whoever wanted something sealed or opened. Writes the fault into the log."""
    log.error("seal_key_unusable", error=str(fault))
    return _(
        "This is kept sealed, and the seal key of this system cannot be used now. Nothing was changed. Tell the "
        "administrator, and try again later."
    )
