"""The file of the outside key: read only when nobody else can read it, written whole or not at all."""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from qyzmet.config import Settings
from qyzmet.files import folders
from qyzmet.sealing.faults import KeyFileError, KeyFileMissing, KeyFileUnnamed
from qyzmet.sealing.key import text as key_text
from qyzmet.sealing.key.generations import OutsideKey

# Some thousands of generations; what is larger is no key.
_LARGEST = 4 * 1024 * 1024
Mark = tuple[int, int, int, int]


@dataclass(frozen=True)
class Read:
    """The key, and what tells whether the file is still the same."""

    key: OutsideKey
    mark: Mark


def place_of(settings: Settings) -> Path:
    """Where the key lies or is to lie. Raises KeyFileUnnamed where production does not say it."""
    if settings.seal_key_file is None:
        raise KeyFileUnnamed
    return settings.seal_key_file


def mark_of(path: Path) -> Mark:
    """What changes whenever the file is written anew. Raises KeyFileError."""
    try:
        return _mark(path.stat())
    except OSError as error:
        raise _unreadable(path, error) from error


def read(path: Path) -> Read:
    """The key in the file. Raises KeyFileError when it is not there, readable by others, or not whole."""
    try:
        with path.open("rb") as file:
            held = os.fstat(file.fileno())
            if held.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise KeyFileError(
                    f"The seal key {path} can be used by others (mode {stat.S_IMODE(held.st_mode):04o}). "
                    f"Run: chmod 600 {path}"
                )
            text = file.read(_LARGEST)
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        return Read(key_text.parsed(text.decode()), _mark(held))
    except (key_text.NotAKey, UnicodeDecodeError) as fault:
        why = fault if isinstance(fault, key_text.NotAKey) else "it is no text"
        raise KeyFileError(
            f"The seal key {path} is damaged: {why}. Move it aside and restore its backup: qyzmet seal-key restore FILE"
        ) from None  # The cause would show pieces of the file.


def create(path: Path, key: OutsideKey) -> None:
    """Write a key where there is no file. Raises KeyFileError, also when there is one meanwhile."""
    try:
        with _part(path, key) as part:
            # Unlike a rename, a link replaces nothing.
            os.link(part, path)
        folders.sync(path.parent)
    except FileExistsError as error:
        raise KeyFileError(f"There is a file {path} already, and a new key replaces nothing.") from error
    except OSError as error:
        raise _unwritable(path, error) from error


def replace(path: Path, key: OutsideKey) -> None:
    """Write the key in the place of the one in the file. Raises KeyFileError, and then the file is as it was."""
    place = path.resolve()  # A link stays a link.
    try:
        with _part(place, key) as part:
            part.replace(place)
        folders.sync(place.parent)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one command at a time change the file. Raises KeyFileError while another does."""
    try:
        folder = os.open(path.resolve().parent, os.O_RDONLY)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise KeyFileError("Another seal-key command is at work. Wait until it has ended.") from error
        yield
    finally:
        os.close(folder)  # This gives the lock back too, as does the end of the process.


@contextmanager
def _part(path: Path, key: OutsideKey) -> Iterator[Path]:
    """The key, written whole beside the place where it belongs; taken away if it is still there afterwards."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _same_owner(file.fileno(), path)
            file.write(key_text.written(key).encode())
            file.flush()
            os.fsync(file.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)


def _same_owner(descriptor: int, path: Path) -> None:
    # A rotation by root must not take the file away from the application's user.
    with suppress(FileNotFoundError):
        held = path.stat()
        if held.st_uid != os.geteuid():
            os.fchown(descriptor, held.st_uid, held.st_gid)


def _mark(held: os.stat_result) -> Mark:
    return (held.st_dev, held.st_ino, held.st_size, held.st_mtime_ns)


def _unreadable(path: Path, error: OSError) -> KeyFileError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return KeyFileMissing(f"There is no seal key {path}.")
    return KeyFileError(f"The seal key {path} cannot be read: {error.strerror or error}.")


def _unwritable(path: Path, error: OSError) -> KeyFileError:
    return KeyFileError(f"The seal key {path} cannot be written: {error.strerror or error}.")
