"""Keys for signing of everybody in the demonstration, from a certification authority that nobody else trusts.

They are made when the demonstration starts for the first time, and lie in its folder: there is nothing to steal. All
share one key of each kind, as making one takes a while; the certificates are each person's own.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qyzmet.config import Settings
from qyzmet.demo import people
from qyzmet.demo.people import Person
from qyzmet.signatures import authority
from qyzmet.signatures.authority import (
    HEAD,
    SIGN_IN,
    WORKS_THERE,
    Authority,
    GostKey,
    Identity,
    PrivateKey,
    RsaKey,
    Validity,
)
from qyzmet.signatures.trust import certificate, lists
from qyzmet.vocabulary import Role

FILE = "signing-keys.json"
RSA, GOST, FOR_SIGNING_IN, EXPIRED, REVOKED = "rsa", "gost", "auth", "expired", "revoked"
_SINCE = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
_VALID = Validity(_SINCE, dt.datetime(2060, 1, 1, tzinfo=dt.UTC))
_ENDED = dt.datetime(2026, 1, 6, tzinfo=dt.UTC)
_WAS_VALID = Validity(_SINCE, _ENDED)


@dataclass(frozen=True)
class Keys:
    """The keys of the demonstration, and everybody's certificates by person and kind, as hexadecimal DER."""

    held: Mapping[str, PrivateKey]
    certificates: Mapping[str, Mapping[str, str]]
    above: certificate.Certificate

    def identity(self, person: str, kind: str) -> Identity:
        """The person's key of that kind with its certificate. Raises KeyError."""
        key = self.held[GOST if kind == GOST else RSA]
        return Identity(key, certificate.read(bytes.fromhex(self.certificates[person][kind])), (self.above,))


def make(settings: Settings) -> None:
    """Make them where there are none yet, and let the demonstration trust their authority."""
    file = settings.instance / FILE
    if file.exists():
        return
    held: dict[str, PrivateKey] = {RSA: RsaKey(), GOST: GostKey()}
    made = authority.new("Qyzmet Demo", RsaKey, _SINCE)
    certificates = {each.key: _certificates(made, held, each) for each in people.PEOPLE}
    # They are as fresh after years: the demonstration's clock goes on, and nobody issues new ones.
    issued = (made.revocation_list(_SINCE, _VALID.until), made.list_of_authorities(_SINCE, _VALID.until))
    written = {
        "keys": {kind: key.dump() for kind, key in held.items()},
        "above": made.issuing.certificate.der.hex(),
        "people": certificates,
        "lists": [each.hex() for each in issued],
    }
    settings.signature_roots.mkdir(parents=True, exist_ok=True)
    for name, each in zip(("root", "issuing"), made.trusted, strict=True):
        (settings.signature_roots / f"demonstration-{name}.cer").write_bytes(each.der)
    _write(file, written)


def _certificates(made: Authority, held: Mapping[str, PrivateKey], person: Person) -> dict[str, str]:
    body = people.BODIES[person.body]
    named = (person.surname, person.given_name, person.patronymic, person.iin, body.bin, body.ru)
    subject = authority.subject(*named)
    purpose = HEAD if person.role is Role.HEAD else WORKS_THERE
    issued = {
        RSA: made.issue(held[RSA], subject, purpose, _VALID),
        GOST: made.issue(held[GOST], subject, purpose, _VALID),
        FOR_SIGNING_IN: made.issue(held[RSA], subject, SIGN_IN, _VALID),
        EXPIRED: made.issue(held[RSA], subject, purpose, _WAS_VALID),
        REVOKED: made.issue(held[RSA], subject, purpose, _VALID),
    }
    made.revoke(issued[REVOKED].certificate, _ENDED)
    return {kind: each.certificate.der.hex() for kind, each in issued.items()}


def _write(file: Path, said: Mapping[str, Any]) -> None:
    begun = file.with_suffix(".begun")
    begun.touch(mode=0o600)
    begun.write_text(json.dumps(said), encoding="ascii")
    begun.replace(file)


def load_lists(folder: Path) -> None:
    """Load the authority's lists of revoked certificates into the database. Does not commit."""
    said = json.loads((folder / FILE).read_text(encoding="ascii"))
    for name, each in zip(("demonstration", "demonstration root"), said["lists"], strict=True):
        lists.load(name, bytes.fromhex(each))


def load(folder: Path) -> Keys:
    """The keys that lie in the demonstration's folder. Raises OSError where there are none."""
    said = json.loads((folder / FILE).read_text(encoding="ascii"))
    held = {kind: authority.key_from(text) for kind, text in said["keys"].items()}
    return Keys(held, said["people"], certificate.read(bytes.fromhex(said["above"])))
