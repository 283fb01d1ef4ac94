"""Before the application serves: its seal key is there, whole, and opens what the database holds sealed."""

from pathlib import Path

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.sealing.faults import KeyFileError, KeyFileMissing, KeyFileUnnamed
from qyzmet.sealing.key import file, usage
from qyzmet.sealing.key.generations import OutsideKey, new_key


def make_where_free(settings: Settings) -> bool:
    """Outside production, make the key where there is none and nothing is sealed yet; says whether it was made.

    In production it is made by the command alone, by somebody who then keeps a copy of it.
    """
    path = settings.seal_key_file
    if settings.production or path is None or path.exists() or usage.in_use():
        return False
    try:
        file.create(path, new_key(clock.wall()))
    except KeyFileError:
        # Another process was quicker; what else is wrong is said when the file is read.
        return False
    return True


def check(settings: Settings) -> None:
    """Raise KeyFileError unless the key is there and whole, and holds every generation that the database names.

    Nobody needs to name a key before anything is sealed.
    """
    make_where_free(settings)
    used = frozenset(usage.in_use())
    if settings.seal_key_file is None and not used:
        return
    lacking = missing_of(read(settings.seal_key_file, used), used)
    if lacking:
        raise KeyFileError(explanation(settings.seal_key_file, lacking))


def read(path: Path | None, used: frozenset[bytes]) -> OutsideKey:
    """The key. Raises KeyFileError, which says what to do, by whether the database holds anything sealed."""
    if path is None:
        raise KeyFileError(explanation(path, used)) if used else KeyFileUnnamed
    try:
        return file.read(path).key
    except KeyFileMissing as missing:
        what = explanation(path, used) if used else f"{missing} Make one: qyzmet seal-key make"
        raise KeyFileError(what) from missing


def missing_of(key: OutsideKey, used: frozenset[bytes]) -> frozenset[bytes]:
    """The generations in use that are neither held nor declared lost."""
    return used - key.ids - key.lost


def explanation(path: Path | None, missing: frozenset[bytes]) -> str:
    """The line for generations that the database names and the file does not hold."""
    names = ", ".join(sorted(each.hex() for each in missing))
    if path is None:
        return (
            f"The database holds keys wrapped by {names}, and QYZMET_SEAL_KEY_FILE is not set. Set it to the file of "
            "the seal key, outside the instance folder."
        )
    what = f"The seal key {path} is not the right one" if path.exists() else f"There is no seal key {path}"
    return f"{what}: the database holds keys wrapped by {names}. Restore it: qyzmet seal-key restore FILE"
