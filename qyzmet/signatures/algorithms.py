"""The algorithms of keys, hashes and signatures that are understood: RSA with SHA-2, and GOST 34.10-2015.

Named by their object identifiers. What is too weak (SHA-1, RSA below 2048 bits) or of before 2015 is not understood.
"""

import hashlib
from dataclasses import dataclass

from asn1crypto import core
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from qyzmet.signatures import gost
from qyzmet.vocabulary import N_

SHA256 = "2.16.840.1.101.3.4.2.1"
STREEBOG_256 = "1.2.398.3.10.1.3.2"
STREEBOG_512 = "1.2.398.3.10.1.3.3"
_SHA2 = {SHA256: "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
_STREEBOG = {STREEBOG_256: 256, STREEBOG_512: 512}

RSA_KEY = "1.2.840.113549.1.1.1"
_GOST_KEYS = {"1.2.398.3.10.1.1.2.1": 256, "1.2.398.3.10.1.1.2.2": 512}
_NAMES = {
    RSA_KEY: "RSA",
    "1.2.398.3.10.1.1.2.1": N_("GOST 34.10-2015 (256)"),
    "1.2.398.3.10.1.1.2.2": N_("GOST 34.10-2015 (512)"),
}
# The curves, which the key's parameters name.
_CURVES = {256: "1.2.398.3.10.1.1.2.1.1", 512: "1.2.398.3.10.1.1.2.2.1"}

RSA_SHA256 = "1.2.840.113549.1.1.11"
GOST_SIGNATURE_256 = "1.2.398.3.10.1.1.2.3.1"
GOST_SIGNATURE_512 = "1.2.398.3.10.1.1.2.3.2"
# What a certificate or a list is signed with: the hash, and the keys that make such signatures.
SIGNATURES = {
    RSA_SHA256: SHA256,
    "1.2.840.113549.1.1.12": "2.16.840.1.101.3.4.2.2",
    "1.2.840.113549.1.1.13": "2.16.840.1.101.3.4.2.3",
    GOST_SIGNATURE_256: STREEBOG_256,
    GOST_SIGNATURE_512: STREEBOG_512,
}
_SMALLEST_RSA, _LARGEST_RSA = 2048, 8192


class NotUnderstood(Exception):
    """The algorithm is none of those above, or the key is too weak."""


class _Algorithm(core.Sequence):  # type: ignore[misc] # asn1crypto brings no types.
    _fields = [  # noqa: RUF012 - asn1crypto fills it in.
        ("algorithm", core.ObjectIdentifier),
        ("parameters", core.Any, {"optional": True}),
    ]


class _Identifiers(core.SequenceOf):  # type: ignore[misc] # As above.
    _child_spec = core.ObjectIdentifier


class _KeyInfo(core.Sequence):  # type: ignore[misc] # As above.
    # asn1crypto's own stops at keys that it does not know.
    _fields = [("algorithm", _Algorithm), ("key", core.OctetBitString)]  # noqa: RUF012 - as above.


def gost_key_info(bits: int, point: bytes) -> bytes:
    """The structure that holds a GOST key, X and Y, as DER."""
    identifier = next(each for each, size in _GOST_KEYS.items() if size == bits)
    hashed_by = next(each for each, size in _STREEBOG.items() if size == bits)
    algorithm = {"algorithm": identifier, "parameters": _Identifiers([_CURVES[bits], hashed_by])}
    return bytes(_KeyInfo({"algorithm": algorithm, "key": core.OctetString(point).dump()}).dump())


@dataclass(frozen=True)
class PublicKey:
    """The key of a certificate: its algorithm and the whole structure that holds it, as DER."""

    algorithm: str
    der: bytes

    @property
    def name(self) -> str:
        """The algorithm as people write it (msgid); its identifier where it is not understood."""
        return _NAMES.get(self.algorithm, self.algorithm)


def public_key(der: bytes) -> PublicKey:
    """The key of a SubjectPublicKeyInfo. Raises ValueError or another of asn1crypto's errors for what is none."""
    info = _KeyInfo.load(der, strict=True)
    return PublicKey(info["algorithm"]["algorithm"].dotted, der)


def digest(algorithm: str, data: bytes) -> bytes:
    """The hash of data. Raises NotUnderstood."""
    if algorithm in _SHA2:
        return hashlib.new(_SHA2[algorithm], data).digest()
    if algorithm in _STREEBOG:
        return gost.digest(_STREEBOG[algorithm], data)
    raise NotUnderstood(algorithm)


def verifies(key: PublicKey, signature: bytes, data: bytes, hashed_by: str) -> bool:
    """Whether the key made this signature of the data, hashed by that algorithm. Raises NotUnderstood."""
    if key.algorithm == RSA_KEY and hashed_by in _SHA2:
        return _verifies_rsa(key, signature, data, _SHA2[hashed_by])
    if key.algorithm in _GOST_KEYS and _GOST_KEYS[key.algorithm] == _STREEBOG.get(hashed_by):
        return _verifies_gost(key, signature, digest(hashed_by, data), _GOST_KEYS[key.algorithm])
    raise NotUnderstood(f"{key.algorithm} with {hashed_by}")


def _verifies_gost(key: PublicKey, signature: bytes, hashed: bytes, bits: int) -> bool:
    info = _KeyInfo.load(key.der, strict=True)
    parameters = _Identifiers.load(info["algorithm"]["parameters"].dump(), strict=True)
    if parameters[0].dotted != _CURVES[bits]:
        raise NotUnderstood(f"curve {parameters[0].dotted}")
    # The key is an octet string within the bit string.
    return gost.verifies(bits, core.OctetString.load(info["key"].native, strict=True).native, signature, hashed)


def _verifies_rsa(key: PublicKey, signature: bytes, data: bytes, hashed_by: str) -> bool:
    public = load_der_public_key(key.der)
    if not isinstance(public, rsa.RSAPublicKey) or not _SMALLEST_RSA <= public.key_size <= _LARGEST_RSA:
        raise NotUnderstood("RSA key of this size")
    how = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[hashed_by]
    try:
        public.verify(signature, data, padding.PKCS1v15(), how)
    except InvalidSignature:
        return False
    return True


def digests(content: bytes) -> dict[str, bytes]:
    """The hashes by which a signature may name this content, by their algorithms."""
    return {each: digest(each, content) for each in (*_SHA2, *_STREEBOG)}
