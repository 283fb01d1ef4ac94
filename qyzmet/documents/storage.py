"""Where contents lie: one file for each SHA-256, in folders by its first letters. What is there never changes.

A content is complete on the disk before any row names it; one that no row names is harmless.
Neither files nor folders keep when they were written: rows say when a document came, and of a sealed one nobody is to
know it.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qyzmet.files import folders

_PIECE = 1024 * 1024
# The time of every file and folder: 1 January 2000. 0 would be taken for a fault by programs that copy.
NO_TIME = 946_684_800


class TooLarge(Exception):
    """There is more content than the limit allows."""


@dataclass(frozen=True)
class Incoming:
    """A content that was received whole, not yet in its place."""

    path: Path
    sha256: str
    size: int

    def discard(self) -> None:
        """Take it away; nothing happens where it is already kept."""
        self.path.unlink(missing_ok=True)
        without_time([self.path.parent])


def path_of(folder: Path, sha256: str) -> Path:
    """Where the content with this SHA-256 lies."""
    return folder / sha256[:2] / sha256[2:4] / sha256


def receive(folder: Path, stream: IO[bytes], limit: int) -> Incoming:
    """Read a stream into a file beside the others. Raises TooLarge over `limit` bytes and keeps nothing then."""
    incoming = folder / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    path = incoming / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise TooLarge
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Incoming(path, digest.hexdigest(), size)


def keep(folder: Path, incoming: Incoming) -> Path:
    """Put a received content into its place, so that a crash leaves it whole or not there."""
    place = path_of(folder, incoming.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    # The same content again replaces itself: whole either way.
    incoming.path.replace(place)
    changed = (place.parent, place.parent.parent, folder)
    for each in changed:
        folders.sync(each)
    without_time([place, *changed, incoming.path.parent])
    return place


def let_go(folder: Path, sha256: str) -> None:
    """Lay a content aside that no row names any more: whoever saw a row of before, as a backup does, still finds it."""
    aside = _aside(folder)
    aside.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        path_of(folder, sha256).replace(aside / sha256)
    without_time([aside, path_of(folder, sha256).parent])


def open_content(folder: Path, sha256: str) -> IO[bytes]:
    """The content with this SHA-256, also where it was laid aside meanwhile. Raises OSError."""
    try:
        return path_of(folder, sha256).open("rb")
    except FileNotFoundError:
        return (_aside(folder) / sha256).open("rb")


def forget_aside(folder: Path, now: float, seconds: float) -> int:
    """Delete what was laid aside so long before `now`, in seconds since 1970; returns how many files that were."""
    gone = 0
    for path in _aside(folder).glob("*"):
        # The system's own mark of the last change, as `all_without_time` leaves it.
        with contextlib.suppress(FileNotFoundError):
            if now - path.stat().st_ctime >= seconds:
                path.unlink()
                gone += 1
    return gone


def _aside(folder: Path) -> Path:
    return folder / "aside"


def without_time(paths: Iterable[Path]) -> None:
    """Let files and folders show no time of their own. One that went away meanwhile, or is another's, is left."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.utime(path, (NO_TIME, NO_TIME))


def all_without_time(folder: Path) -> None:
    """The same for all that lies there, from whichever release.

    The system's own mark of the last change, which nobody can set, is then the same for all, too.
    """
    for parent, _folders, files in os.walk(folder, topdown=False):
        without_time([*(Path(parent) / name for name in files), Path(parent)])
