"""Who judges whether a signature is of its content and by its certificate's key: our own arithmetic, NCANode, nobody.

What follows, from the chain to the right to sign, is asked the same way behind each of them (`checking`).
"""

import base64
import http
import http.client
import json
import math
import urllib.error
import urllib.request
from typing import Any, Protocol

import structlog

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.signatures import algorithms, answers, refusals
from qyzmet.signatures.cms import Signed

_LONGEST_ANSWER = 1024 * 1024
# How long nobody waits anew for a service that did not answer in time: who waits holds the procedure, and on SQLite the
# only writer's place.
_LEFT_ALONE_SECONDS = 30
# Since when each is silent, by its address.
_silent: dict[str, float] = {}

log = structlog.get_logger("qyzmet.signatures")


class NotConfirmed(Exception):
    """The service that was asked says no, and not whether the signature is at fault or its certificate."""


class Backend(Protocol):
    """One way to judge a signature."""

    name: str

    def judge(self, signed: Signed, content: bytes) -> None:
        """Raise SignatureRefused unless the signature is of this content and by its certificate's key; NotConfirmed
        where it may be the certificate.
        """


class _Own:
    """Our own arithmetic: RSA by `cryptography`, GOST 34.10-2015 by `gost`."""

    name = "own"

    def judge(self, signed: Signed, content: bytes) -> None:
        _is_of(signed, content)
        try:
            if signed.is_intact:
                return
        except algorithms.NotUnderstood as error:
            raise refusals.not_understood() from error
        except (ValueError, TypeError) as error:
            # A key that is no point of its curve, or no key at all.
            raise refusals.damaged() from error
        raise refusals.damaged()


class _Ncanode:
    """A NCANode server (3.x), which asks the national library.

    It believes what is signed within a CMS before what is sent beside it, and calls a signature by nobody valid: both
    are settled before its answer is believed. It is not asked about revocation, for it would ask the authority outside.
    Its one word `valid` is of the certificate too, by its own roots and as of today.
    """

    name = "ncanode"

    def __init__(self, address: str) -> None:
        self._address = address

    def judge(self, signed: Signed, content: bytes) -> None:
        _is_of(signed, content)
        answer = self._ask(signed, content)
        signers = answer.get("signers")
        if not isinstance(signers, list) or len(signers) != 1:
            raise refusals.damaged()
        if answer.get("valid") is not True:
            raise NotConfirmed

    def _ask(self, signed: Signed, content: bytes) -> dict[str, Any]:
        sent = {
            "cms": base64.b64encode(signed.der).decode(),
            "data": base64.b64encode(content).decode(),
            "revocationCheck": [],
        }
        if clock.elapsed() - _silent.get(self._address, -math.inf) < _LEFT_ALONE_SECONDS:
            raise refusals.unavailable()
        request = urllib.request.Request(  # noqa: S310 - the settings take http and https alone.
            f"{self._address}/cms/verify",
            json.dumps(sent).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=answers.SILENT_SECONDS) as response:  # noqa: S310 - as above.
                answer = json.loads(answers.read(response, _LONGEST_ANSWER, answers.SILENT_SECONDS))
        except urllib.error.HTTPError as error:
            error.close()
            # Its word for a CMS that it cannot read; others are the words of whatever stands before it.
            if error.code == http.HTTPStatus.BAD_REQUEST:
                raise refusals.damaged() from error
            log.error("ncanode_fails", error=str(error)[:200])
            raise refusals.unavailable() from error
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            if isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError):
                _silent[self._address] = clock.elapsed()
            log.error("ncanode_fails", error=str(error)[:200])
            raise refusals.unavailable() from error
        if not isinstance(answer, dict):
            raise refusals.unavailable()
        return answer


class _Nobody:
    """No signature is taken."""

    name = "none"

    def judge(self, signed: Signed, content: bytes) -> None:
        raise refusals.turned_off()


OWN: Backend = _Own()
_NOBODY: Backend = _Nobody()


def chosen(settings: Settings) -> Backend:
    """The back end that the settings name."""
    return _NOBODY if settings.signatures == "none" else to_tell(settings)


def to_tell(settings: Settings) -> Backend:
    """The one that tells what a signature is worth, also where none are taken any more."""
    return _Ncanode(settings.ncanode_url) if settings.signatures == "ncanode" else OWN


def _is_of(signed: Signed, content: bytes) -> None:
    try:
        if signed.is_of(content):
            return
    except algorithms.NotUnderstood as error:
        raise refusals.not_understood() from error
    raise refusals.of_something_else()
