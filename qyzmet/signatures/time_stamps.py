"""A time stamp of a signature (RFC 3161): an authority's word that the signature was there at an instant. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from asn1crypto import tsp

from qyzmet.signatures import algorithms, cms
from qyzmet.signatures.trust import chain
from qyzmet.signatures.trust.certificate import TIME_STAMPING, Certificate

_STAMP = "1.2.840.113549.1.9.16.1.4"


class NotAStamp(ValueError):
    """The time stamp is not of this signature, or not of an authority that is trusted."""


class NotReadable(NotAStamp):
    """It is by an algorithm that is not understood: authorities stamp by older ones than those of new keys."""


@dataclass(frozen=True)
class TimeStamp:
    """When the signature was there already, and which authority says so."""

    at: dt.datetime
    authority: str


def read(stamp: bytes, signature: bytes, trusted: Iterable[Certificate]) -> TimeStamp:
    """The time stamp of a signature's bytes. Raises NotAStamp, NotReadable among them."""
    try:
        return _read(stamp, signature, trusted)
    except NotAStamp:
        raise
    except algorithms.NotUnderstood as error:
        raise NotReadable(str(error)) from error
    except (cms.NotASignature, chain.Broken, chain.OutOfDate) as error:
        raise NotAStamp(str(error)) from error
    except Exception as error:
        # asn1crypto raises whatever a malformed structure leads to.
        raise NotAStamp(str(error)) from error


def _read(stamp: bytes, signature: bytes, trusted: Iterable[Certificate]) -> TimeStamp:
    token = cms.read(stamp)
    if token.content is None or token.content_type != _STAMP:
        raise NotAStamp("no time stamp")
    info = tsp.TSTInfo.load(token.content, strict=True)
    imprint = info["message_imprint"]
    if algorithms.digest(imprint["hash_algorithm"]["algorithm"].dotted, signature) != imprint["hashed_message"].native:
        raise NotAStamp("of another signature")
    if not (token.is_of(token.content) and token.is_intact):
        raise NotAStamp("changed afterwards")
    at = info["gen_time"].native.astimezone(dt.UTC)
    if token.signer.purposes != {TIME_STAMPING} or not token.signer.holds_at(at):
        raise NotAStamp("by a key that is not for time stamps")
    chain.lead(token.signer, trusted, token.certificates, at)
    return TimeStamp(at, token.signer.name)
