"""Whether a PDF opens without a password (ISO 32000-2, 7.6).

Many PDFs are encrypted under an empty password, so that they may not be copied or changed; those everybody can read.
What cannot be made out is no reason to refuse: the question is only whether a password is surely needed.
"""

import hashlib
import re
from typing import IO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from qyzmet import clock

_LONGEST_NUMBER = 12
_TAIL, _DICTIONARY, _PIECE, _MOST_OF_TABLE = 2048, 65_536, 1024 * 1024, 16 * 1024 * 1024
_OVERLAP, _MOST_SECONDS = 64, 2.0
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_STANDARD = re.compile(rb"/Filter\s*/Standard\b")
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:(\d+)\s+(\d+)\s+R|(<<))")
_OCTAL = tuple(bytes([digit]) for digit in b"01234567")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_SECTION = re.compile(rb"\s*(xref|\d+\s+\d+\s+obj)\b")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
# Strings first, so that nothing within one is taken for a name.
_TOKEN = re.compile(rb"\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f\s]*>|/[A-Za-z0-9]+|-?\d+|true|false|stream|endobj|[^\s]")


def needs_password(file: IO[bytes]) -> bool:
    """Whether the PDF is encrypted under a password that is not empty, as far as that can be told."""
    trailer = _trailer(file)
    found = _ENCRYPT.search(trailer)
    if found is None:
        return False
    encryption = trailer[found.start(3) :] if found[3] else _object(file, b"%d %d" % (int(found[1]), int(found[2])))
    values = _values(encryption)
    user, first_id = values.get(b"/U"), _values(trailer).get(b"/ID")
    if not _STANDARD.search(encryption) or not isinstance(user, bytes):
        return False
    return not _opens_without(values, user, first_id if isinstance(first_id, bytes) else b"")


def _trailer(file: IO[bytes]) -> bytes:
    """The dictionary that the end of the file leads to: behind a table, or that of a stream."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    places = re.findall(rb"startxref\s+(\d{1,12})", file.read())
    if not places:
        return b""
    # Some count from the beginning of the file, some from that of the PDF in it.
    file.seek(0)
    shift = max(0, file.read(1024).find(b"%PDF-"))
    table = b""
    for place in (int(places[-1]), int(places[-1]) + shift):
        file.seek(place)
        table = file.read(_DICTIONARY)
        if _SECTION.match(table):
            break
    if not table.lstrip().startswith(b"xref"):
        return table.partition(b"stream")[0]
    while b"trailer" not in table and len(table) < _MOST_OF_TABLE and (piece := file.read(_PIECE)):
        table += piece
    return (table.partition(b"trailer")[2] + file.read(_DICTIONARY)).partition(b"startxref")[0]


def _object(file: IO[bytes], number: bytes) -> bytes:
    """The last object of that number: what was written later stands for what was written before.

    Sought from the end, and not longer than is taken for a file: a crafted one would keep a thread busy for long.
    """
    # No look behind: a pattern that begins with a letter of its own is sought much faster.
    mark = re.compile(number.replace(b" ", rb"\s+") + rb"\s+obj\b")
    until, end = clock.elapsed() + _MOST_SECONDS, file.seek(0, 2)
    while end > 0 and clock.elapsed() < until:
        start = max(0, end - _PIECE)
        file.seek(start)
        text = file.read(end - start + _OVERLAP)
        # What begins with the piece is the end of a longer number, or found again with the piece before.
        found = [
            each.end()
            for each in mark.finditer(text)
            if (each.start() or not start) and not text[max(0, each.start() - 1) : each.start()].isdigit()
        ]
        if found:
            file.seek(start + found[-1])
            return file.read(_DICTIONARY)
        end = start + bool(start)
    return b""


def _values(text: bytes) -> dict[bytes, bytes | int | bool]:
    """What stands behind each name of a dictionary: its first string, number or truth. Inner dictionaries are flat."""
    values: dict[bytes, bytes | int | bool] = {}
    name: bytes | None = None
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in (b"endobj", b"stream"):
            break
        if token.startswith(b"/"):
            name = token
        elif name is not None and token != b"[":
            value = _value(token)
            if value is not None:
                values.setdefault(name, value)
            name = None
    return values


def _value(token: bytes) -> bytes | int | bool | None:
    if token.startswith(b"(") and len(token) > 1:
        return _ESCAPE.sub(_unescaped, token[1:-1])
    if token.startswith(b"<") and len(token) > 1:
        digits = b"".join(token[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    if token in (b"true", b"false"):
        return token == b"true"
    return int(token) if token.lstrip(b"-").isdigit() and len(token) <= _LONGEST_NUMBER else None


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said[:1] in _OCTAL:
        return bytes([int(said, 8) & 255])
    return b"" if said in (b"\r\n", b"\n", b"\r") else _ESCAPES.get(said, said)


def _opens_without(values: dict[bytes, bytes | int | bool], user: bytes, first_id: bytes) -> bool:
    revision = int(values.get(b"/R", 0))
    if revision in (5, 6):
        salt = user[32:40]
        return user[:32] == (hashlib.sha256(salt).digest() if revision == 5 else _hardened(salt))
    owner = values.get(b"/O")
    if revision not in (2, 3, 4) or not isinstance(owner, bytes) or not first_id:
        return True
    permissions = (int(values.get(b"/P", 0)) & 0xFFFFFFFF).to_bytes(4, "little")
    plain_metadata = revision >= 4 and values.get(b"/EncryptMetadata") is False
    key = _md5(_PADDING + owner[:32] + permissions + first_id + b"\xff" * (4 * plain_metadata))
    if revision == 2:
        return _rc4(key[:5], _PADDING) == user[:32]
    # The length of the whole comes before that of a single filter, which some give in bytes.
    length = 16 if revision == 4 else min(max(int(values.get(b"/Length", 40)) // 8, 5), 16)
    for _ in range(50):
        key = _md5(key[:length])
    check = _md5(_PADDING + first_id)
    for turn in range(20):
        check = _rc4(bytes(byte ^ turn for byte in key[:length]), check)
    return check == user[:16]


def _hardened(salt: bytes) -> bytes:
    """The hash of an empty password under revision 6 (algorithm 2.B)."""
    key, turn, last = hashlib.sha256(salt).digest(), 0, 0
    while turn < 64 or last > turn - 32:
        cipher = Cipher(algorithms.AES128(key[:16]), modes.CBC(key[16:32])).encryptor()
        mixed = cipher.update(key * 64)
        rest, last = sum(mixed[:16]) % 3, mixed[-1]
        key = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[rest](mixed).digest()
        turn += 1
    return key[:32]


def _md5(text: bytes) -> bytes:
    return hashlib.md5(text, usedforsecurity=False).digest()


def _rc4(key: bytes, text: bytes) -> bytes:
    """RC4, which old PDFs are encrypted with; it keeps no secret of ours."""
    state, other = list(range(256)), 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) % 256
        state[place], state[other] = state[other], state[place]
    found, first, second = bytearray(), 0, 0
    for byte in text:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        found.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(found)
