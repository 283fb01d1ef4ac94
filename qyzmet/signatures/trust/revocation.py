"""Whether a certificate was revoked, by the lists that were loaded beforehand. Pure.

Nobody outside is asked about a certificate: the question alone would tell who is about to bid.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from asn1crypto import crl
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from qyzmet.signatures import algorithms
from qyzmet.signatures.trust.certificate import Certificate


class NotAList(ValueError):
    """These bytes are no list of revoked certificates that an authority which is trusted has signed."""


class Revoked(Exception):
    """The certificate was revoked at or before the instant."""

    def __init__(self, certificate: Certificate, since: dt.datetime) -> None:
        super().__init__(f"{certificate.number} since {since.isoformat()}")
        self.certificate = certificate
        self.since = since


@dataclass(frozen=True)
class RevocationList:
    """A list of what an authority revoked. Where `changes_since` is a number, it holds only what changed since then."""

    source: str
    number: int | None
    this_update: dt.datetime
    next_update: dt.datetime | None
    changes_since: int | None
    # The SHA-256 of the key that signed it: an authority may have several certificates with one key.
    signed_by: str
    # The SHA-256 of the whole list, by which it is kept.
    sha256: str
    entries: x509.CertificateRevocationList = field(repr=False, compare=False)

    @property
    def der(self) -> bytes:
        """The whole list."""
        return self.entries.public_bytes(Encoding.DER)

    def is_stale(self, now: dt.datetime) -> bool:
        """Whether the next one should be there by now."""
        return self.next_update is None or self.next_update < now


@dataclass(frozen=True)
class Answer:
    """What the lists say of a certificate and the authorities above it: none of them was revoked, as far as is known.

    `source`, `number` and `issued_at` are of the newest list of the authority that issued the signer's certificate;
    empty and None where there is none, and then nothing is known. `stale` says that for one certificate of the chain a
    list is missing or older than its authority allows. `lists` are the hashes of all that were asked.
    """

    source: str
    number: str
    issued_at: dt.datetime | None
    stale: bool
    lists: tuple[str, ...] = ()


def key_mark(authority: Certificate) -> str:
    """What tells the keys of authorities apart."""
    return hashlib.sha256(authority.key.der).hexdigest()


def read(data: bytes, source: str, authorities: Iterable[Certificate]) -> RevocationList:
    """A list in DER or PEM that one of these authorities has signed. Raises NotAList.

    A long one takes a while: GOST's hash runs at some 260 KB a second. The worker has the time, a page has not.
    """
    found = loaded(data)
    signer = next((each for each in authorities if _signed(each, found)), None)
    if signer is None:
        raise NotAList("not signed by an authority that is trusted")
    sha256 = hashlib.sha256(found.public_bytes(Encoding.DER)).hexdigest()
    return as_kept(found, source, key_mark(signer), sha256)


def as_kept(found: x509.CertificateRevocationList, source: str, signed_by: str, sha256: str) -> RevocationList:
    """A list whose signature was checked when it came. Raises NotAList."""
    try:
        values = [each.value for each in found.extensions]
        numbers = [each.crl_number for each in values if isinstance(each, x509.CRLNumber)]
        bases = [each.crl_number for each in values if isinstance(each, x509.DeltaCRLIndicator)]
        return RevocationList(
            source=source,
            number=numbers[0] if numbers else None,
            this_update=found.last_update_utc,
            next_update=found.next_update_utc,
            changes_since=bases[0] if bases else None,
            signed_by=signed_by,
            sha256=sha256,
            entries=found,
        )
    except (ValueError, TypeError, x509.DuplicateExtension) as error:
        raise NotAList(str(error)) from error


def loaded(data: bytes) -> x509.CertificateRevocationList:
    """A list in DER or PEM, whoever signed it. Raises NotAList."""
    try:
        if data.lstrip()[:5] == b"-----":
            return x509.load_pem_x509_crl(data)
        return x509.load_der_x509_crl(data)
    except (ValueError, TypeError) as error:
        raise NotAList(str(error)) from error


def _signed(authority: Certificate, found: x509.CertificateRevocationList) -> bool:
    hashed_by = algorithms.SIGNATURES.get(found.signature_algorithm_oid.dotted_string)
    if hashed_by is None or _issuer(found) != authority.subject:
        return False
    if authority.key_usage and "crl_sign" not in authority.key_usage:
        return False
    try:
        return algorithms.verifies(authority.key, found.signature, found.tbs_certlist_bytes, hashed_by)
    except (algorithms.NotUnderstood, ValueError, TypeError):
        return False


def _issuer(found: x509.CertificateRevocationList) -> bytes:
    """Its name as it stands in the list: written anew it may be another, and names of the National Certification
    Authority are longer than `cryptography` likes.
    """
    # What is not asked for, as its many entries, is not read.
    return bytes(crl.TbsCertList.load(found.tbs_certlist_bytes)["issuer"].dump())


def ask(chain: tuple[Certificate, ...], lists: Iterable[RevocationList], at: dt.datetime, now: dt.datetime) -> Answer:
    """What the lists say of a chain from a signer's certificate to its root. Raises Revoked.

    `at` is the instant of the signature, `now` that by which lists grow stale.
    """
    known = list(lists)
    answers = [_of_one(each, above, known, at, now) for each, above in pairwise(chain)]
    if not answers:
        return Answer("", "", None, stale=False)
    asked = dict.fromkeys(sha256 for each in answers for sha256 in each.lists)
    return replace(answers[0], stale=any(each.stale for each in answers), lists=tuple(asked))


def _of_one(
    certificate: Certificate, authority: Certificate, lists: list[RevocationList], at: dt.datetime, now: dt.datetime
) -> Answer:
    theirs = [each for each in lists if each.signed_by == key_mark(authority)]
    whole = max((each for each in theirs if each.changes_since is None), key=_age, default=None)
    if whole is None:
        return Answer("", "", None, stale=True)
    changes = [each for each in theirs if _goes_on_from(each, whole)]
    newest_first = sorted((whole, *changes), key=_age, reverse=True)
    for each in newest_first:
        entry = each.entries.get_revoked_certificate_by_serial_number(certificate.serial)
        if entry is None:
            continue
        if not _is_good_again(entry) and entry.revocation_date_utc <= at:
            raise Revoked(certificate, entry.revocation_date_utc)
        # The newest word counts.
        break
    newest = newest_first[0]
    number = "" if newest.number is None else str(newest.number)
    return Answer(
        source=newest.source,
        number=number,
        issued_at=newest.this_update,
        stale=all(each.is_stale(now) for each in newest_first),
        lists=tuple(each.sha256 for each in newest_first),
    )


def _age(one: RevocationList) -> dt.datetime:
    return one.this_update


def _goes_on_from(changes: RevocationList, whole: RevocationList) -> bool:
    """Whether these are changes since a list that the whole one includes."""
    return changes.changes_since is not None and whole.number is not None and changes.changes_since <= whole.number


def _is_good_again(entry: x509.RevokedCertificate) -> bool:
    """Whether the entry says that a certificate on hold is good again."""
    reasons = (each.value for each in entry.extensions)
    return any(isinstance(each, x509.CRLReason) and each.reason is x509.ReasonFlags.remove_from_crl for each in reasons)
