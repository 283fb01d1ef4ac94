"""A certificate as far as signatures are concerned: whose it is, who issued it, when it is good and what for.

Subjects are as the National Certification Authority writes them (rules.md § 9): `serialNumber=IIN…`, for organisations
`OU=BIN…` and `O`; the name is CN with the patronymic in GN.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from asn1crypto import pem, x509

from qyzmet.signatures import algorithms
from qyzmet.signatures.algorithms import PublicKey

EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
CLIENT = "1.3.6.1.5.5.7.3.2"
TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
PERSON = "1.2.398.3.3.4.1.1"
ORGANISATION = "1.2.398.3.3.4.1.2"
FIRST_HEAD = "1.2.398.3.3.4.1.2.1"
RIGHT_TO_SIGN = "1.2.398.3.3.4.1.2.2"
EMPLOYEE = "1.2.398.3.3.4.1.2.5"
# Extensions that are looked at, or say nothing against a signature; another one that is critical is not understood.
_UNDERSTOOD = frozenset(
    {
        "basic_constraints",
        "key_usage",
        "extended_key_usage",
        "certificate_policies",
        "key_identifier",
        "authority_key_identifier",
        "subject_alt_name",
        "crl_distribution_points",
        "freshest_crl",
        "authority_information_access",
    }
)


class NotACertificate(ValueError):
    """These bytes are no certificate."""


@dataclass(frozen=True)
class Certificate:
    """One certificate. `der` is the whole; the names of subject and issuer are compared as DER."""

    der: bytes
    subject: bytes
    issuer: bytes
    serial: int
    name: str
    issuer_name: str
    organisation: str
    iin: str
    bin: str
    not_before: dt.datetime
    not_after: dt.datetime
    key: PublicKey
    key_usage: frozenset[str]
    purposes: frozenset[str]
    is_authority: bool
    # How many authorities may follow below; None: any number.
    path_length: int | None
    key_identifier: bytes | None
    authority_key_identifier: bytes | None
    not_understood: frozenset[str]
    signed: bytes
    signature: bytes
    signed_with: str

    @cached_property
    def number(self) -> str:
        """The serial number as certificates show it: hexadecimal, whole bytes."""
        text = f"{self.serial:X}"
        return text if len(text) % 2 == 0 else "0" + text

    @property
    def is_self_issued(self) -> bool:
        """Whether it names itself as its issuer, as a root does."""
        return self.subject == self.issuer

    @property
    def signs(self) -> bool:
        """Whether its key is one for signing documents, and not one for signing in or for encryption."""
        return EMAIL_PROTECTION in self.purposes and (not self.key_usage or "non_repudiation" in self.key_usage)

    def holds_at(self, at: dt.datetime) -> bool:
        """Whether it is good at that instant, as to its dates."""
        return self.not_before <= at <= self.not_after

    def issued(self, other: "Certificate") -> bool:
        """Whether this authority's key signed the other certificate. Raises NotUnderstood."""
        hashed_by = algorithms.SIGNATURES.get(other.signed_with)
        if hashed_by is None:
            raise algorithms.NotUnderstood(other.signed_with)
        return algorithms.verifies(self.key, other.signature, other.signed, hashed_by)


def read(data: bytes) -> Certificate:
    """The certificate in DER. Raises NotACertificate."""
    try:
        return _read(x509.Certificate.load(data, strict=True))
    except Exception as error:
        # asn1crypto raises whatever a malformed structure leads to.
        raise NotACertificate(str(error)) from error


def read_file(data: bytes) -> list[Certificate]:
    """The certificates of a file, DER or PEM. Raises NotACertificate."""
    if not pem.detect(data):
        return [read(data)]
    try:
        return [read(der) for kind, _headers, der in pem.unarmor(data, multiple=True) if kind == "CERTIFICATE"]
    except (ValueError, TypeError) as error:
        raise NotACertificate(str(error)) from error


def _read(read: x509.Certificate) -> Certificate:
    inner = read["tbs_certificate"]
    subject = _names(inner["subject"])
    constraints = read.basic_constraints_value
    usage = read.key_usage_value
    purposes = read.extended_key_usage_value
    key_identifier, authority = read.key_identifier_value, read.authority_key_identifier_value
    with_patronymic = (subject.get("2.5.4.3", ""), subject.get("2.5.4.42", ""))
    return Certificate(
        der=read.dump(),
        subject=inner["subject"].dump(),
        issuer=inner["issuer"].dump(),
        serial=inner["serial_number"].native,
        name=" ".join(part for part in with_patronymic if part),
        issuer_name=_names(inner["issuer"]).get("2.5.4.3", ""),
        organisation=subject.get("2.5.4.10", ""),
        iin=_number(subject.get("2.5.4.5", ""), "IIN"),
        bin=_number(subject.get("2.5.4.11", ""), "BIN"),
        not_before=inner["validity"]["not_before"].native.astimezone(dt.UTC),
        not_after=inner["validity"]["not_after"].native.astimezone(dt.UTC),
        key=algorithms.public_key(inner["subject_public_key_info"].dump()),
        key_usage=frozenset(usage.native) if usage is not None else frozenset(),
        purposes=frozenset(each.dotted for each in purposes) if purposes is not None else frozenset(),
        is_authority=bool(constraints is not None and constraints["ca"].native),
        path_length=constraints["path_len_constraint"].native if constraints is not None else None,
        key_identifier=key_identifier.native if key_identifier is not None else None,
        authority_key_identifier=authority["key_identifier"].native if authority is not None else None,
        not_understood=frozenset(set(read.critical_extensions) - _UNDERSTOOD),
        signed=inner.dump(),
        signature=read["signature_value"].native,
        signed_with=read["signature_algorithm"]["algorithm"].dotted,
    )


def _names(name: x509.Name) -> dict[str, str]:
    """The parts of a name by their identifiers; of several of one kind the one that bears a BIN, else the first."""
    found: dict[str, str] = {}
    for relative in name.chosen:
        for each in relative:
            value = each["value"].native
            if not isinstance(value, str):
                raise NotACertificate("a name that is no text")
            identifier = each["type"].dotted
            if identifier not in found or value.startswith("BIN"):
                found[identifier] = value
    return found


def _number(value: str, prefix: str) -> str:
    """The twelve digits after IIN or BIN; nothing where there are none."""
    digits = value.removeprefix(prefix)
    is_one = value.startswith(prefix) and len(digits) == 12 and digits.isascii() and digits.isdigit()
    return digits if is_one else ""


def der_of(tag: int, contents: bytes) -> bytes:
    """An element in DER with a tag of one byte."""
    if len(contents) < 0x80:
        return bytes([tag, len(contents)]) + contents
    length = len(contents).to_bytes((len(contents).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + contents
