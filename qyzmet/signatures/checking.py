"""Checking a signature: what the others ask.

In this order, each with its own refusal: the signature is of this content, by the key of its certificate; a trusted
authority issued that; it was valid at the instant; it was not revoked; its key is for signing; the IIN is the signer's,
the BIN the organisation's; its owner has the right that the act needs; the time stamp, where there is one, is of this
signature. The first that fails is told as SignatureRefused, and nothing else is ever raised for what a signer sent.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask import current_app

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.signatures import backends, cms, refusals, time_stamps
from qyzmet.signatures.refusals import Check as Check
from qyzmet.signatures.refusals import SignatureRefused as SignatureRefused
from qyzmet.signatures.time_stamps import TimeStamp
from qyzmet.signatures.trust import authorities, certificate, chain, lists, revocation
from qyzmet.signatures.trust.certificate import Certificate
from qyzmet.signatures.trust.revocation import Answer, RevocationList
from qyzmet.web import formats

_CLOCKS_DIFFER = dt.timedelta(minutes=5)


class Right(Enum):
    """What the certificate must say of its owner in the organisation; each is more than the ones below it."""

    HEAD = "head"
    SIGN = "sign"
    EMPLOYEE = "employee"


@dataclass(frozen=True)
class Expected:
    """Whose signature it must be: the person's IIN, the organisation's BIN, and with which right."""

    iin: str
    bin: str
    right: Right


@dataclass(frozen=True)
class Checked:
    """A signature that passed every check, and all that was found, to be kept for ever beside the CMS.

    `signed_at` is what the signer's computer said; `time_stamp` what an authority vouches for. `by` is the back end.
    """

    signer: str
    organisation: str
    iin: str
    bin: str
    number: str
    issuer: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    algorithm: str
    certificate: bytes
    signed_at: dt.datetime | None
    time_stamp: TimeStamp | None
    revocation: Answer
    checked_at: dt.datetime
    by: str

    @property
    def age_of_list(self) -> dt.timedelta | None:
        """How old the list of revoked certificates was when it was asked; None where there was none."""
        issued = self.revocation.issued_at
        return None if issued is None else self.checked_at - issued

    def as_data(self) -> dict[str, Any]:
        """All of it but the certificate as plain JSON: instants in ISO 8601, UTC."""
        stamp = self.time_stamp
        return {
            "signer": self.signer,
            "organisation": self.organisation,
            "iin": self.iin,
            "bin": self.bin,
            "certificate": self.number,
            "issuer": self.issuer,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "algorithm": self.algorithm,
            "signed_at": _iso(self.signed_at),
            "time_stamp": None if stamp is None else {"at": stamp.at.isoformat(), "authority": stamp.authority},
            "revocation": {
                "source": self.revocation.source,
                "number": self.revocation.number,
                "issued_at": _iso(self.revocation.issued_at),
                "stale": self.revocation.stale,
                "lists": list(self.revocation.lists),
            },
            "checked_at": self.checked_at.isoformat(),
            "by": self.by,
        }


def _iso(instant: dt.datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def is_offered() -> bool:
    """Whether this site takes signatures: it is not set to `none`, and there is a root to trust."""
    return _settings().signatures != "none" and bool(authorities.roots())


def check(cms: bytes, content: bytes, at: dt.datetime, expected: Expected) -> Checked:
    """Check a detached signature of `content` made at `at` by whom it must be. Raises SignatureRefused alone."""
    return _check(cms, content, at, _Wanted(expected.iin, expected.bin, expected.right))


def check_signature(cms: bytes, content: bytes, at: dt.datetime) -> Checked:
    """The same, whoever signed and with whatever right: what `/check` tells. Raises SignatureRefused alone."""
    return _check(cms, content, at, _Wanted(told=True))


def check_again(
    cms: bytes, content: bytes, at: dt.datetime, expected: Expected, kept: Sequence[RevocationList] = ()
) -> Checked:
    """The same once more, of a signature that was taken at `at`: by our own arithmetic, by the lists that were asked
    then and are kept, and by today's.

    Lists that are not fresh refuse nothing: what was known then is kept. A later revocation does not touch it. The
    answer is that of the lists that are kept.
    """
    return _check(cms, content, at, _Wanted(expected.iin, expected.bin, expected.right, again=True, lists=tuple(kept)))


def check_sign_in(cms: bytes, content: bytes, at: dt.datetime) -> Checked:
    """The signature of a challenge by whoever wants to come in; a key for signing in will do as well.

    Raises SignatureRefused alone.
    """
    return _check(cms, content, at, _Wanted(sign_in=True))


def named_digest(cms_: bytes) -> bytes:
    """The hash by which a signature names its content. Raises SignatureRefused for what is no signature."""
    return _read(cms_).message_digest


@dataclass(frozen=True)
class _Wanted:
    iin: str | None = None
    bin: str | None = None
    right: Right | None = None
    again: bool = False
    # Those that are kept of the first check, of one that is made again.
    lists: tuple[RevocationList, ...] = ()
    sign_in: bool = False
    # Nothing is done with it: it is told what it is worth.
    told: bool = False


def _check(data: bytes, content: bytes, at: dt.datetime, wanted: _Wanted) -> Checked:
    settings = _settings()
    backend = _backend(settings, wanted)
    signed = _read(data)
    trusted = authorities.trusted()
    confirmed = _judged(backend, signed, content)
    found = _chain(signed, trusted, at)
    answer = _revocation(found, at, settings, again=wanted.again)
    if wanted.lists:
        answer = _asked(found, wanted.lists, at)
    if not confirmed:
        raise refusals.not_confirmed()
    _key(signed.signer, sign_in=wanted.sign_in)
    _owner(signed.signer, wanted)
    stamp = _time_stamp(signed, trusted, settings)
    signer = signed.signer
    return Checked(
        signer=signer.name,
        organisation=signer.organisation,
        iin=signer.iin,
        bin=signer.bin,
        number=signer.number,
        issuer=signer.issuer_name,
        valid_from=signer.not_before,
        valid_until=signer.not_after,
        algorithm=signer.key.name,
        certificate=signer.der,
        signed_at=signed.signing_time,
        time_stamp=stamp,
        revocation=answer,
        checked_at=clock.wall(),
        by=backend.name,
    )


def _backend(settings: Settings, wanted: _Wanted) -> backends.Backend:
    if wanted.again:
        return backends.OWN
    return backends.to_tell(settings) if wanted.told else backends.chosen(settings)


def _settings() -> Settings:
    settings: Settings = current_app.config["QYZMET"]
    return settings


def _judged(backend: backends.Backend, signed: cms.Signed, content: bytes) -> bool:
    """Whether the back end confirms the signature.

    Where it does not, and its word is of the certificate too, the checks that follow say more than it does.
    """
    try:
        backend.judge(signed, content)
    except backends.NotConfirmed:
        return False
    return True


def _read(data: bytes) -> cms.Signed:
    try:
        return cms.read(data)
    except cms.NotASignature as error:
        raise refusals.unreadable() from error


def _chain(signed: cms.Signed, trusted: tuple[Certificate, ...], at: dt.datetime) -> tuple[Certificate, ...]:
    signer = signed.signer
    try:
        found = chain.lead(signer, trusted, signed.certificates, at)
    except chain.Broken as error:
        raise refusals.not_trusted(signer.issuer_name) from error
    except chain.OutOfDate as error:
        raise refusals.authority_out_of_date() from error
    if not signer.holds_at(at):
        raise refusals.out_of_date(_day(signer.not_before), _day(signer.not_after))
    return found


def _revocation(found: tuple[Certificate, ...], at: dt.datetime, settings: Settings, *, again: bool) -> Answer:
    answer = _asked(found, lists.of(found), at)
    if answer.stale and settings.stale_revocation_lists == "refuse" and not again:
        raise refusals.lists_stale()
    return answer


def _asked(found: tuple[Certificate, ...], known: Sequence[RevocationList], at: dt.datetime) -> Answer:
    try:
        return revocation.ask(found, known, at, clock.wall())
    except revocation.Revoked as error:
        if error.certificate is found[0]:
            raise refusals.revoked(_day(error.since)) from error
        raise refusals.authority_revoked() from error


def _key(signer: Certificate, *, sign_in: bool) -> None:
    if not (signer.signs or (sign_in and certificate.CLIENT in signer.purposes)):
        raise refusals.not_for_signing()


def _owner(signer: Certificate, wanted: _Wanted) -> None:
    if wanted.iin is not None and signer.iin != wanted.iin:
        raise refusals.of_another_person(signer.name)
    if wanted.bin is not None and not signer.bin:
        raise refusals.of_no_organisation()
    if wanted.bin is not None and signer.bin != wanted.bin:
        raise refusals.of_another_organisation(signer.organisation or signer.bin)
    if wanted.right is not None and not signer.purposes & _GRANTED_BY[wanted.right]:
        raise _REFUSED_RIGHT[wanted.right]()


# What an organisation's certificate may say of its owner; all but the first two are employees of some kind.
_EMPLOYEES = frozenset(f"{certificate.ORGANISATION}.{number}" for number in range(1, 6))
_GRANTED_BY: Mapping[Right, frozenset[str]] = {
    Right.HEAD: frozenset({certificate.FIRST_HEAD}),
    Right.SIGN: frozenset({certificate.FIRST_HEAD, certificate.RIGHT_TO_SIGN}),
    Right.EMPLOYEE: _EMPLOYEES,
}
_REFUSED_RIGHT = {
    Right.HEAD: refusals.not_the_head,
    Right.SIGN: refusals.no_right_to_sign,
    Right.EMPLOYEE: refusals.no_employee,
}


def _time_stamp(signed: cms.Signed, trusted: tuple[Certificate, ...], settings: Settings) -> TimeStamp | None:
    if signed.time_stamp is None:
        if settings.time_stamps == "demanded":
            raise refusals.no_time_stamp()
        return None
    try:
        stamp = time_stamps.read(signed.time_stamp, signed.signature, trusted)
    except time_stamps.NotReadable as error:
        # Nobody vouches for the instant then, and nothing is wrong with the signature.
        if settings.time_stamps == "demanded":
            raise refusals.time_stamp_not_understood() from error
        return None
    except time_stamps.NotAStamp as error:
        raise refusals.time_stamp_wrong() from error
    # The certificate was valid then, and an authority's clock is not ahead of ours by more than clocks differ.
    if not signed.signer.holds_at(stamp.at) or stamp.at > clock.wall() + _CLOCKS_DIFFER:
        raise refusals.time_stamp_wrong()
    return stamp


def _day(instant: dt.datetime) -> str:
    return formats.date(clock.almaty(instant).date(), formats.language())
