"""Signed containers: CMS SignedData (RFC 5652), as NCALayer writes it into .p7s and .cms, in DER or in PEM."""

import base64
import binascii
import re
from typing import IO

# 1.2.840.113549.1.7.2, as DER.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_HEAD = 8192
_ARMOUR = re.compile(rb"\s*-----BEGIN (CMS|PKCS7|PKCS #7 SIGNED DATA)-----\s")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
_TOP, _ENDLESS = 0x30, 0x80


def is_signed(file: IO[bytes]) -> bool:
    """Whether the file is one signed container from its first byte to its last."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(_HEAD)
    if head[:1] == bytes([_TOP]):
        return _begins(head, size)
    armour = _ARMOUR.match(head)
    text = head[armour.end() :] if armour else head
    plain = _BASE64.match(text)
    if plain is None:
        return False
    quads = b"".join(plain[0].split())
    try:
        # What is written in Base64 is not measured: its length is that of the lines.
        return _begins(base64.b64decode(quads[: len(quads) // 4 * 4]), None)
    except binascii.Error:
        return False


def _begins(head: bytes, size: int | None) -> bool:
    """Whether these are the first bytes of a sequence of `size` bytes in all, whose content is signed data."""
    if len(head) < 2 or head[0] != _TOP:
        return False
    first, at = head[1], 2
    if first == _ENDLESS:
        return head[at:].startswith(_SIGNED_DATA)
    length = first
    if first > _ENDLESS:
        at += first & 0x7F
        length = int.from_bytes(head[2:at])
    return head[at:].startswith(_SIGNED_DATA) and (size is None or at + length == size)
