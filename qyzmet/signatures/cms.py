"""A signature as NCALayer writes it: CMS SignedData with one signer (RFC 5652), in DER, PEM or base64."""

import base64
import binascii
import datetime as dt
import re
from dataclasses import dataclass

from asn1crypto import cms, core, tsp

from qyzmet.signatures import algorithms
from qyzmet.signatures.trust import certificate
from qyzmet.signatures.trust.certificate import Certificate

# A signature of a manifest has 5 to 10 KB, with a time stamp and a chain some 20. GOST's hash takes 260 KB a second,
# and each certificate is hashed for each other that may have issued it.
LARGEST = 64 * 1024
# Each may have issued each other: what is made up to be tried for long is not tried.
_MOST_CERTIFICATES = 6
_BEGIN = re.compile(rb"-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----")
_END = b"-----END "
_SEQUENCE = 0x30
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
_TIME_STAMP = "1.2.840.113549.1.9.16.2.14"


class NotASignature(ValueError):
    """These bytes are no signature of one signer with its certificate."""


@dataclass(frozen=True)
class Signed:
    """What a CMS says: of which content it is, who signed it, and the bytes that the signature is of."""

    der: bytes
    # What lies within, if anything does.
    content: bytes | None
    content_type: str
    certificates: tuple[Certificate, ...]
    signer: Certificate
    hashed_by: str
    message_digest: bytes
    signed_attributes: bytes
    signature: bytes
    # What the signer's computer said; nobody vouches for it.
    signing_time: dt.datetime | None
    # A time stamp of the signature, as DER.
    time_stamp: bytes | None

    @property
    def is_intact(self) -> bool:
        """Whether the signature is the signer's key's. Raises NotUnderstood."""
        return algorithms.verifies(self.signer.key, self.signature, self.signed_attributes, self.hashed_by)

    def is_of(self, content: bytes) -> bool:
        """Whether the signature is of this content, and holds no other. Raises NotUnderstood."""
        if self.content is not None and self.content != content:
            return False
        return algorithms.digest(self.hashed_by, content) == self.message_digest


def der(data: bytes) -> bytes:
    """The DER of a signature that came as DER, PEM or base64. Raises NotASignature."""
    if len(data) > 2 * LARGEST:
        raise NotASignature("larger than any signature")
    # DER begins with this byte, base64 of it with M. It is binary: nothing may be stripped from it.
    if data[:1] == bytes([_SEQUENCE]):
        return _small(data)
    try:
        found = base64.b64decode(b"".join(_within_armour(data).split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotASignature("neither DER nor base64") from error
    return _small(found)


def _small(found: bytes) -> bytes:
    if len(found) > LARGEST:
        raise NotASignature("larger than any signature")
    return found


def _within_armour(data: bytes) -> bytes:
    """What stands between the lines of PEM, all of it where there are none.

    Each line is looked for once: one pattern for both would read everything again from each beginning that has no end.
    """
    begins = _BEGIN.search(data)
    if begins is None:
        return data
    return data[begins.end() :].partition(_END)[0]


def read(data: bytes) -> Signed:
    """The signature in DER, PEM or base64. Raises NotASignature."""
    try:
        found = der(data)
        info = cms.ContentInfo.load(found, strict=True)
        if info["content_type"].native != "signed_data":
            raise NotASignature("no signed data")
        return _read(found, info["content"])
    except NotASignature:
        raise
    except Exception as error:
        # asn1crypto raises whatever a malformed structure leads to.
        raise NotASignature(str(error)) from error


def _read(whole: bytes, data: cms.SignedData) -> Signed:
    if len(data["signer_infos"]) != 1:
        raise NotASignature("not one signer")
    info = data["signer_infos"][0]
    certificates = _certificates(data)
    attributes = _attributes(info["signed_attrs"])
    content = data["encap_content_info"]
    content_type = content["content_type"].dotted
    if _one(attributes, _CONTENT_TYPE).dotted != content_type:
        raise NotASignature("signed as another type of content")
    hashed_by = info["digest_algorithm"]["algorithm"].dotted
    signer = _signer(info["sid"], certificates)
    if not _names_certificate(attributes, signer):
        raise NotASignature("signed for another certificate")
    time = _first(attributes, _SIGNING_TIME)
    stamp = _first(_attributes(info["unsigned_attrs"]), _TIME_STAMP)
    return Signed(
        der=whole,
        content=_content(content),
        content_type=content_type,
        certificates=certificates,
        signer=signer,
        hashed_by=hashed_by,
        message_digest=_one(attributes, _MESSAGE_DIGEST).native,
        signed_attributes=_in_order(info["signed_attrs"]),
        signature=info["signature"].native,
        signing_time=time.native.astimezone(dt.UTC) if time is not None else None,
        time_stamp=stamp.dump() if stamp is not None else None,
    )


def _content(content: cms.EncapsulatedContentInfo) -> bytes | None:
    held = content["content"]
    if isinstance(held, core.Void):
        return None
    if isinstance(held, core.OctetString | core.ParsableOctetString):
        return bytes(held)
    raise NotASignature("content that is no octets")


def _certificates(data: cms.SignedData) -> tuple[Certificate, ...]:
    held = data["certificates"]
    if isinstance(held, core.Void):
        raise NotASignature("no certificate of the signer")
    if len(held) > _MOST_CERTIFICATES:
        raise NotASignature("too many certificates")
    found = (certificate.read(each.chosen.dump()) for each in held if each.name == "certificate")
    return tuple(dict.fromkeys(found))


def _attributes(held: cms.CMSAttributes) -> dict[str, list[core.Asn1Value]]:
    """The values of attributes by their identifiers; each stands once."""
    found: dict[str, list[core.Asn1Value]] = {}
    if isinstance(held, core.Void):
        return found
    for each in held:
        identifier = each["type"].dotted
        if identifier in found:
            raise NotASignature("an attribute twice")
        found[identifier] = list(each["values"])
    return found


def _first(attributes: dict[str, list[core.Asn1Value]], identifier: str) -> core.Asn1Value | None:
    values = attributes.get(identifier)
    return _one(attributes, identifier) if values is not None else None


def _one(attributes: dict[str, list[core.Asn1Value]], identifier: str) -> core.Asn1Value:
    """The attribute's one value: without signed attributes anything could be taken for the content of another."""
    values = attributes.get(identifier, [])
    if len(values) != 1:
        raise NotASignature(f"not one value of attribute {identifier}")
    value = values[0]
    return value.chosen if isinstance(value, core.Choice) else value


def _in_order(attributes: cms.CMSAttributes) -> bytes:
    """The signed attributes as they were signed: a set in DER, whatever order they came in."""
    return certificate.der_of(0x31, b"".join(sorted(each.dump() for each in attributes)))


def _signer(named: cms.SignerIdentifier, certificates: tuple[Certificate, ...]) -> Certificate:
    if named.name == "issuer_and_serial_number":
        issuer, serial = named.chosen["issuer"].dump(), named.chosen["serial_number"].native
        found = [each for each in certificates if each.issuer == issuer and each.serial == serial]
    else:
        found = [each for each in certificates if each.key_identifier == named.chosen.native]
    if len(found) != 1:
        raise NotASignature("no certificate of the signer")
    return found[0]


def _names_certificate(attributes: dict[str, list[core.Asn1Value]], signer: Certificate) -> bool:
    """Whether the certificate is the one that the signature names by its hash, where it names one."""
    named = _first(attributes, _SIGNING_CERTIFICATE)
    if named is None:
        return True
    first = tsp.SigningCertificateV2.load(named.dump())["certs"][0]
    return bool(algorithms.digest(first["hash_algorithm"]["algorithm"].dotted, signer.der) == first["cert_hash"].native)
