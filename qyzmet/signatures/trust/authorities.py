"""The authorities that are trusted: what lies in the operator's folder. Who can write there decides whom all believe.

Roots are certificates that authorities issued to themselves; those between them and signers lie there too, for their
lists of revoked certificates are only taken if they can be checked.
"""

from functools import lru_cache
from pathlib import Path

import structlog
from flask import current_app

from qyzmet.config import Settings
from qyzmet.signatures.trust import certificate
from qyzmet.signatures.trust.certificate import Certificate

_SUFFIXES = frozenset({".cer", ".crt", ".der", ".pem"})

log = structlog.get_logger("qyzmet.signatures")

# What tells whether a file is still the one that was read.
_Mark = tuple[Path, int, int]


def trusted() -> tuple[Certificate, ...]:
    """Every certificate of the folder; none where there is none. A file that cannot be read is named in the log."""
    settings: Settings = current_app.config["QYZMET"]
    return _read(_marks(settings.signature_roots))


def roots() -> tuple[Certificate, ...]:
    """Those that authorities issued to themselves."""
    return tuple(each for each in trusted() if each.is_self_issued)


def _marks(folder: Path) -> tuple[_Mark, ...]:
    try:
        files = sorted(each for each in folder.iterdir() if each.suffix.lower() in _SUFFIXES)
    except FileNotFoundError:
        return ()
    return tuple((each, stat.st_mtime_ns, stat.st_size) for each in files for stat in (each.stat(),))


# A process has one folder; tests have several, and a file that changes is read again.
@lru_cache(maxsize=4)
def _read(marks: tuple[_Mark, ...]) -> tuple[Certificate, ...]:
    found: list[Certificate] = []
    for path, _changed, _size in marks:
        try:
            found += certificate.read_file(path.read_bytes())
        except (OSError, certificate.NotACertificate) as error:
            log.error("certificate_unreadable", file=path.name, error=str(error)[:200])
    return tuple(dict.fromkeys(found))
