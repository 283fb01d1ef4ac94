"""What is said of each signature that somebody has checked."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from itertools import islice

from qyzmet import clock
from qyzmet.signatures import checking, manifest, time_stamps
from qyzmet.signatures.check.uploaded import Pair
from qyzmet.signatures.checking import Checked, SignatureRefused
from qyzmet.signatures.trust import authorities
from qyzmet.translating import gettext as _
from qyzmet.web import formats

_MOST_LINES = 60


@dataclass(frozen=True)
class Finding:
    """A signature: what was found, or why it does not hold. `sha256` is of what was signed.

    `at` is the instant by which it was checked, and `vouched` says whether an authority's time stamp gives it: else it
    is what the signer's computer said.
    """

    name: str
    sha256: str
    checked: Checked | None
    refused: SignatureRefused | None
    at: dt.datetime
    vouched: bool
    # Of a manifest of this site's form: what it says, as labels and values in the reader's language.
    says: tuple[tuple[str, str], ...] = ()

    @property
    def is_alone(self) -> bool:
        """Whether what was signed did not come along."""
        return not self.sha256


def of(pair: Pair) -> Finding:
    """What is to be said of a signature."""
    at, vouched = _instant(pair)
    if pair.content is None:
        return Finding(pair.name, "", None, None, at, vouched)
    sha256 = hashlib.sha256(pair.content).hexdigest()
    try:
        found = checking.check_signature(pair.signed.der, pair.content, at)
    except SignatureRefused as refused:
        return Finding(pair.name, sha256, None, refused, at, vouched)
    return Finding(pair.name, sha256, found, None, at, vouched, _says(pair.content))


def _says(content: bytes) -> tuple[tuple[str, str], ...]:
    """A manifest in words. Anybody may have signed anything: what is no manifest says nothing."""
    try:
        text = content.decode()
        if json.loads(text)["format"] != manifest.FORMAT:
            return ()
        (_label, act), *others = islice(manifest.lines(text, formats.language()), _MOST_LINES)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        return ()
    return (_("What was done"), act), *others


def _instant(pair: Pair) -> tuple[dt.datetime, bool]:
    """When it was signed: by its time stamp, else by what it says, but not in the future."""
    signed, now = pair.signed, clock.now()
    if signed.time_stamp is not None:
        try:
            return time_stamps.read(signed.time_stamp, signed.signature, authorities.trusted()).at, True
        except time_stamps.NotAStamp:
            pass
    return min(signed.signing_time or now, now), False
