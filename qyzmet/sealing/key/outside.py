"""The outside key of this application: read from its file when it is needed, and again whenever the file changes."""

from dataclasses import dataclass, replace

import structlog
from flask import current_app

from qyzmet.config import Settings
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import file
from qyzmet.sealing.key.generations import OutsideKey

log = structlog.get_logger("qyzmet.sealing")
_NAME = "qyzmet seal key"


@dataclass(frozen=True)
class _Kept:
    read: file.Read
    complained: bool = False


def current() -> OutsideKey:
    """The key as the file has it now: a rotation reaches processes that run.

    One that was read stays good while the file is away, so that no bid is lost meanwhile; /readyz and the log tell.
    Raises KeyFileError when none was read yet, or none is named.
    """
    settings: Settings = current_app.config["QYZMET"]
    path = file.place_of(settings)
    kept: _Kept | None = current_app.extensions.get(_NAME)
    try:
        if kept is not None and file.mark_of(path) == kept.read.mark:
            return kept.read.key
        kept = _Kept(file.read(path))
    except KeyFileError as fault:
        if kept is None:
            raise
        if not kept.complained:
            log.error("seal_key_unreadable", error=str(fault))
        kept = replace(kept, complained=True)
    current_app.extensions[_NAME] = kept
    return kept.read.key
