"""Archives of source code (¶ 87-1, 103-1): a ZIP or a TAR, told by its directory and headers. Nothing is unpacked here.

What would harm whoever unpacks it is refused: names that lead out of the folder, two files of one name, links and
devices, what needs a password, and more than a tree of source code holds.
"""

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from qyzmet.documents import packages

# A tree of source code with its documentation and pictures is smaller.
MOST_FILES = 50_000
MOST_UNPACKED = 1024 * 1024 * 1024
# A compressed TAR is read whole to see its names.
MOST_READ = 512 * 1024 * 1024
# In a header before a file stand its longer name and what is known of it besides.
_MOST_OF_HEADER = 64 * 1024
_BLOCK = 512
_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b\x08"
_LOCKED = 0x1
_FILES, _FOLDER = (b"0", b"\0", b"7"), b"5"
_DIGITS = frozenset(b"01234567")
_LONG_NAME, _KNOWN, _KNOWN_OF_ALL = b"L", b"x", b"g"


def is_zip(file: IO[bytes]) -> bool:
    """Whether it is a ZIP that can be unpacked without harm. Raises packages.NeedsPassword."""
    if packages.many_entries(file, MOST_FILES):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except packages.BROKEN:
        return False
    if any(each.flag_bits & _LOCKED for each in entries):
        raise packages.NeedsPassword
    plain = (_is_plain(each.external_attr >> 16) for each in entries)
    return (
        0 < len(entries) <= MOST_FILES
        and all(plain)
        and _are_safe([each.filename for each in entries])
        and sum(each.file_size for each in entries) <= MOST_UNPACKED
    )


def is_tar(file: IO[bytes]) -> bool:
    """Whether it is a TAR, compressed by gzip or not, that can be unpacked without harm."""
    file.seek(0)
    compressed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    pieces = _unpacked(file) if compressed else iter(lambda: file.read(_PIECE), b"")
    try:
        good = _is_tar(_reader(pieces))
        # What stands behind the last file is read as far, and whether the whole is there.
        for _piece in pieces:
            continue
        return good
    except (zlib.error, ValueError, EOFError):
        return False


def _is_plain(mode: int) -> bool:
    """Whether it is a file or a folder; programs of Windows do not say."""
    return stat.S_IFMT(mode) in (0, stat.S_IFREG, stat.S_IFDIR)


def _are_safe(names: list[str]) -> bool:
    """Whether every name stays within the folder, and none stands there twice, as Windows sees it."""
    folded = {each.casefold().rstrip("/") for each in names}
    return len(folded) == len(names) and all(map(_is_safe, names))


def _is_safe(name: str) -> bool:
    parts = name.replace("\\", "/").removesuffix("/").split("/")
    return bool(name) and "\0" not in name and ":" not in parts[0] and not {"", ".."} & set(parts)


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    """What gzip holds, in pieces of bounded size; more than a tree of source code is refused."""
    inflating = zlib.decompressobj(wbits=31)
    total = 0
    while piece := file.read(_PIECE):
        while piece:
            out = inflating.decompress(piece, _PIECE)
            total += len(out)
            if total > MOST_READ:
                raise ValueError("it holds more than source code does")
            yield out
            piece = inflating.unconsumed_tail
        if inflating.eof:
            break
    yield inflating.flush()
    if not inflating.eof:
        raise EOFError("it is cut off")
    if inflating.unused_data.strip(b"\0") or file.read(_PIECE).strip(b"\0"):
        raise ValueError("another archive stands behind it")


def _reader(pieces: Iterator[bytes]) -> Callable[[int, bool], bytes]:
    """Gives so many of the next bytes, kept or passed over; fewer at the end."""
    kept = bytearray()

    def read(size: int, keep: bool) -> bytes:
        found = bytearray()
        while size:
            if not kept:
                piece = next(pieces, None)
                if piece is None:
                    break
                kept.extend(piece)
                continue
            taken = min(size, len(kept))
            if keep:
                found += kept[:taken]
            del kept[:taken]
            size -= taken
        if size and not keep:
            raise EOFError("it is cut off")
        return bytes(found)

    return read


def _is_tar(read: Callable[[int, bool], bytes]) -> bool:
    names: list[str] = []
    longer, total = "", 0
    while True:
        header = read(_BLOCK, True)
        if len(header) < _BLOCK or not header.strip(b"\0"):
            break
        size, kind = _number(header[124:136]), header[156:157]
        if _number(header[148:156]) != sum(header[:148]) + 8 * 32 + sum(header[156:]):
            return False
        if kind in (_LONG_NAME, _KNOWN, _KNOWN_OF_ALL):
            if size > _MOST_OF_HEADER:
                return False
            said = read(size, True)
            read(-size % _BLOCK, False)
            longer = _longer_name(kind, said) or longer
            continue
        total += size
        names.append(longer or _name(header))
        longer = ""
        harmless = kind in _FILES or (kind == _FOLDER and size == 0)
        if not harmless or len(names) > MOST_FILES or total > MOST_UNPACKED:
            return False
        read(size + -size % _BLOCK, False)
    # Of a folder that was packed from within, "./" is the first.
    names = [each.removeprefix("./") for each in names if each not in (".", "./")]
    return bool(names) and _are_safe(names)


def _number(field: bytes) -> int:
    digits = field.strip(b" \0")
    if not set(digits) <= _DIGITS:
        raise ValueError("a number is octal")
    return int(digits or b"0", 8)


def _name(header: bytes) -> str:
    name, before = (_text(header[first:last]) for first, last in ((0, 100), (345, 500)))
    # The older GNU form has times where the newer one has the beginning of a long name.
    return f"{before}/{name}" if header[257:263] == b"ustar\0" and before else name


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _longer_name(kind: bytes, said: bytes) -> str:
    """The name that a header before a file gives to it: of GNU as it is, of POSIX "30 path=…" among other lines."""
    if kind == _LONG_NAME:
        return _text(said)
    while said:
        length = int(said.partition(b" ")[0])
        if not 0 < length <= len(said):
            raise ValueError("a line is longer than its header")
        key, _equals, value = said[:length].partition(b" ")[2].rstrip(b"\n").partition(b"=")
        if key == b"path" and kind == _KNOWN:
            return value.decode("utf-8", "replace") or "\0"
        if key in (b"size", b"linkpath"):
            raise ValueError("what is said of a file is not what stands there")
        said = said[length:]
    return ""
