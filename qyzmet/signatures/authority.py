"""A certification authority of our own, for the demonstration and the tests: nobody outside trusts it.

Its certificates are written as those of the National Certification Authority (rules.md § 9), by RSA or by GOST, with a
root, an authority that issues, and one that stamps the time.
"""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any, Protocol

from asn1crypto import cms, core, crl, keys, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from qyzmet.signatures import algorithms, gost
from qyzmet.signatures.trust import certificate
from qyzmet.signatures.trust.certificate import (
    CLIENT,
    EMAIL_PROTECTION,
    EMPLOYEE,
    FIRST_HEAD,
    ORGANISATION,
    PERSON,
    RIGHT_TO_SIGN,
    TIME_STAMPING,
    Certificate,
)

_YEAR = dt.timedelta(days=365)
_SIGNING = frozenset({"digital_signature", "non_repudiation"})
_SIGNING_IN = frozenset({"digital_signature", "key_encipherment"})
_AUTHORITY = frozenset({"key_cert_sign", "crl_sign"})


class PrivateKey(Protocol):
    """A key that signs."""

    # Of the signatures that it makes, and of the hash that they are of.
    algorithm: str
    hashed_by: str

    def public(self) -> bytes:
        """The public half, as a certificate holds it."""

    def sign(self, data: bytes) -> bytes:
        """A signature of the data."""

    def dump(self) -> str:
        """The key as text, from which `key_from` makes it again."""


class RsaKey:
    """A key for RSA with SHA-256."""

    algorithm = algorithms.RSA_SHA256
    hashed_by = algorithms.SHA256

    def __init__(self, key: rsa.RSAPrivateKey | None = None) -> None:
        self._key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def public(self) -> bytes:
        """The public half, as a certificate holds it."""
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        """A signature of the data."""
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    def dump(self) -> str:
        """The key as text."""
        return "rsa " + self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()).hex()


class GostKey:
    """A key for GOST 34.10-2015 of 512 bits."""

    algorithm = algorithms.GOST_SIGNATURE_512
    hashed_by = algorithms.STREEBOG_512

    def __init__(self, private: int | None = None) -> None:
        self._private = private or gost.new_private_key(512)

    def public(self) -> bytes:
        """The public half, as a certificate holds it."""
        return algorithms.gost_key_info(512, gost.public_key(512, self._private))

    def sign(self, data: bytes) -> bytes:
        """A signature of the data."""
        return gost.sign(512, self._private, gost.digest(512, data))

    def dump(self) -> str:
        """The key as text."""
        return f"gost {self._private:x}"


def key_from(text: str) -> PrivateKey:
    """The key that `dump` wrote. Raises ValueError."""
    kind, _space, held = text.partition(" ")
    if kind == "gost":
        return GostKey(int(held, 16))
    key = load_der_private_key(bytes.fromhex(held), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("no key of RSA")
    return RsaKey(key)


@dataclass(frozen=True)
class Identity:
    """A key with its certificate and those of the authorities above, but for the root."""

    key: PrivateKey
    certificate: Certificate
    above: tuple[Certificate, ...] = ()

    def sign(
        self, content: bytes, at: dt.datetime, *, attached: bool = False, stamped_by: "Identity | None" = None
    ) -> bytes:
        """The signature of a content as NCALayer gives it: a detached CMS in DER, stamped where that is asked."""
        return _signed(self, content, at, "data", attached=attached, stamped_by=stamped_by)


@dataclass
class Authority:
    """A root, and below it the authority that issues; `revoked` are serial numbers with their instants."""

    root: Identity
    issuing: Identity
    stamping: Identity
    revoked: dict[int, dt.datetime] = field(default_factory=dict)

    def issue(self, key: PrivateKey, subject: dict[str, str], extensions: "Purpose", valid: "Validity") -> Identity:
        """A certificate for a key."""
        return _issued(self.issuing, key, subject, extensions, valid)

    def revoke(self, revoked: Certificate, at: dt.datetime) -> None:
        """Enter a certificate in the list."""
        self.revoked[revoked.serial] = at

    def revocation_list(
        self, at: dt.datetime, until: dt.datetime, number: int = 1, *, since: int | None = None
    ) -> bytes:
        """The list of what the issuing authority revoked, issued at `at`, the next one due at `until`.

        With `since` it says of itself that it holds only what changed since the list of that number.
        """
        return _list(self.issuing, self.revoked, at, until, number, since)

    def list_of_authorities(self, at: dt.datetime, until: dt.datetime, number: int = 1) -> bytes:
        """The root's list: of authorities, none of which was revoked."""
        return _list(self.root, {}, at, until, number)

    @property
    def trusted(self) -> tuple[Certificate, ...]:
        """What lies in the folder of those who trust it."""
        return self.root.certificate, self.issuing.certificate


@dataclass(frozen=True)
class Validity:
    """From when until when a certificate is good."""

    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class Purpose:
    """What a certificate is for: how its key is used, and the identifiers of its further purposes."""

    usage: frozenset[str]
    purposes: tuple[str, ...] = ()
    is_authority: bool = False


HEAD = Purpose(_SIGNING, (EMAIL_PROTECTION, ORGANISATION, FIRST_HEAD))
MAY_SIGN = Purpose(_SIGNING, (EMAIL_PROTECTION, ORGANISATION, RIGHT_TO_SIGN))
WORKS_THERE = Purpose(_SIGNING, (EMAIL_PROTECTION, ORGANISATION, EMPLOYEE))
NATURAL_PERSON = Purpose(_SIGNING, (EMAIL_PROTECTION, PERSON))
SIGN_IN = Purpose(_SIGNING_IN, (CLIENT, ORGANISATION, FIRST_HEAD))


def new(name: str, key: type[PrivateKey], since: dt.datetime) -> Authority:
    """An authority with new keys; what it issues for itself is good for forty years."""
    valid = Validity(since, since + 40 * _YEAR)
    above = Purpose(_AUTHORITY, is_authority=True)
    root = _issued(None, key(), {"common_name": name, "country_name": "KZ"}, above, valid)
    issuing = _issued(root, key(), {"common_name": f"{name} 1", "country_name": "KZ"}, above, valid)
    stamps = Purpose(frozenset({"digital_signature"}), (TIME_STAMPING,))
    stamping = _issued(issuing, key(), {"common_name": f"{name} TSA", "country_name": "KZ"}, stamps, valid)
    return Authority(root, issuing, stamping)


def subject(
    surname: str, given_name: str, patronymic: str, iin: str, bin: str = "", organisation: str = ""
) -> dict[str, str]:
    """A person's name as certificates write it."""
    found = {
        "common_name": f"{surname} {given_name}",
        "surname": surname,
        "serial_number": f"IIN{iin}",
        "country_name": "KZ",
    }
    if patronymic:
        found["given_name"] = patronymic
    if bin:
        found |= {"organization_name": organisation or bin, "organizational_unit_name": f"BIN{bin}"}
    return found


def _issued(
    by: Identity | None, key: PrivateKey, subject: dict[str, str], purpose: Purpose, valid: Validity
) -> Identity:
    public = keys.PublicKeyInfo.load(key.public())
    name = x509.Name.build(subject)
    signing = key if by is None else by.key
    above = () if by is None else (by.certificate,)
    identifier = algorithms.digest(algorithms.SHA256, key.public())[:20]
    issuer = name if by is None else x509.Name.load(by.certificate.subject)
    extensions: list[dict[str, Any]] = [
        {"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage(set(purpose.usage))},
        {"extn_id": "key_identifier", "extn_value": identifier},
    ]
    if by is not None:
        authority = {"key_identifier": by.certificate.key_identifier}
        extensions.append({"extn_id": "authority_key_identifier", "extn_value": authority})
    if purpose.is_authority:
        extensions.append({"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": True}})
    if purpose.purposes:
        extensions.append({"extn_id": "extended_key_usage", "extn_value": list(purpose.purposes)})
    inner = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(152) | 1 << 152,
            "signature": {"algorithm": signing.algorithm},
            "issuer": issuer,
            "validity": {"not_before": _time(valid.since), "not_after": _time(valid.until)},
            "subject": name,
            "subject_public_key_info": public,
            "extensions": extensions,
        }
    )
    whole = x509.Certificate(
        {
            "tbs_certificate": inner,
            "signature_algorithm": {"algorithm": signing.algorithm},
            "signature_value": signing.sign(inner.dump()),
        }
    )
    is_below_root = by is not None and not by.certificate.is_self_issued
    return Identity(key, certificate.read(whole.dump()), above if is_below_root else ())


def _time(at: dt.datetime) -> x509.Time:
    whole = at.replace(microsecond=0)
    # Dates of 2050 and later do not fit into the short form.
    kind = x509.UTCTime(whole) if whole.year < 2050 else x509.GeneralizedTime(whole)
    return x509.Time(name="utc_time" if whole.year < 2050 else "general_time", value=kind)


def _list(
    by: Identity,
    revoked: dict[int, dt.datetime],
    at: dt.datetime,
    until: dt.datetime,
    number: int,
    since: int | None = None,
) -> bytes:
    entries = [
        {"user_certificate": serial, "revocation_date": _time(since)} for serial, since in sorted(revoked.items())
    ]
    content: dict[str, Any] = {
        "version": "v2",
        "signature": {"algorithm": by.key.algorithm},
        "issuer": x509.Name.load(by.certificate.subject),
        "this_update": _time(at),
        "next_update": _time(until),
        "crl_extensions": [
            {"extn_id": "authority_key_identifier", "extn_value": {"key_identifier": by.certificate.key_identifier}},
            {"extn_id": "crl_number", "extn_value": number},
        ],
    }
    if since is not None:
        content["crl_extensions"].append({"extn_id": "delta_crl_indicator", "critical": True, "extn_value": since})
    if entries:
        content["revoked_certificates"] = entries
    inner = crl.TbsCertList(content)
    return bytes(
        crl.CertificateList(
            {
                "tbs_cert_list": inner,
                "signature_algorithm": {"algorithm": by.key.algorithm},
                "signature": by.key.sign(inner.dump()),
            }
        ).dump()
    )


def _signed(
    by: Identity,
    content: bytes,
    at: dt.datetime,
    content_type: str,
    *,
    attached: bool = False,
    stamped_by: Identity | None = None,
) -> bytes:
    hashed = algorithms.digest(by.key.hashed_by, content)
    certificate_hash = algorithms.digest(algorithms.SHA256, by.certificate.der)
    named = {"certs": [{"hash_algorithm": {"algorithm": algorithms.SHA256}, "cert_hash": certificate_hash}]}
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [content_type]},
            {"type": "signing_time", "values": [cms.Time({"utc_time": at.replace(microsecond=0)})]},
            {"type": "message_digest", "values": [hashed]},
            {"type": "signing_certificate_v2", "values": [named]},
        ]
    )
    signature = by.key.sign(certificate.der_of(0x31, b"".join(sorted(each.dump() for each in attributes))))
    signer: dict[str, Any] = {
        "version": "v1",
        "sid": {
            "issuer_and_serial_number": {
                "issuer": x509.Name.load(by.certificate.issuer),
                "serial_number": by.certificate.serial,
            }
        },
        "digest_algorithm": {"algorithm": by.key.hashed_by},
        "signed_attrs": sorted(attributes, key=lambda each: bytes(each.dump())),
        "signature_algorithm": {"algorithm": by.key.algorithm},
        "signature": signature,
    }
    if stamped_by is not None:
        token = cms.ContentInfo.load(_stamp(stamped_by, signature, at))
        signer["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [token]}]
    held: dict[str, Any] = {"content_type": content_type}
    if attached:
        held["content"] = core.OctetString(content) if content_type == "data" else core.ParsableOctetString(content)
    data = cms.SignedData(
        {
            "version": "v1" if content_type == "data" else "v3",
            "digest_algorithms": [{"algorithm": by.key.hashed_by}],
            "encap_content_info": held,
            "certificates": [x509.Certificate.load(each.der) for each in (by.certificate, *by.above)],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _stamp(by: Identity, signature: bytes, at: dt.datetime) -> bytes:
    """A time stamp of a signature by an authority for that."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.398.3.3.2.6.1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": by.key.hashed_by},
                "hashed_message": algorithms.digest(by.key.hashed_by, signature),
            },
            "serial_number": secrets.randbits(64),
            "gen_time": at.replace(microsecond=0),
        }
    )
    return _signed(by, info.dump(), at, "tst_info", attached=True)
