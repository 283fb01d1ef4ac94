"""Keys for tests: an authority that the application under test trusts, and a certificate for whoever signs."""

import base64
import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from qyzmet import clock
from qyzmet.people.models import Organisation, User
from qyzmet.signatures import authority
from qyzmet.signatures.authority import MAY_SIGN, Authority, Identity, Purpose, RsaKey, Validity
from qyzmet.signatures.kept_models import Signature

SINCE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
UNTIL = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@cache
def _authority() -> Authority:
    return authority.new("Authority for tests", RsaKey, SINCE)


@cache
def _key() -> RsaKey:
    # Making one takes a while; which key it is matters to no test.
    return RsaKey()


def identity(user: User, purpose: Purpose = MAY_SIGN, *, bin_: str = "", valid: Validity | None = None) -> Identity:
    """The key of a person with a certificate of the organisation; of another one where its BIN is named."""
    number = bin_ or _organisation(user).bin
    subject = authority.subject(user.surname, user.given_name, user.patronymic, user.iin, number)
    return _authority().issue(_key(), subject, purpose, valid or Validity(SINCE, UNTIL))


def _organisation(user: User) -> Organisation:
    return user.memberships[0].organisation


def list_of_revoked(revoked: Signature | None = None, *, later: bool = False) -> bytes:
    """The authority's list: empty, or with one certificate, revoked before it signed or later."""
    made, number = _authority(), 1
    if revoked is not None:
        number, at = 2, revoked.checked_at + dt.timedelta(days=1) if later else SINCE
        made = Authority(made.root, made.issuing, made.stamping, {int(revoked.number, 16): at})
    return made.revocation_list(SINCE, UNTIL, number)


def list_of_authorities() -> bytes:
    """The root's list of authorities that it revoked: none."""
    return _authority().list_of_authorities(SINCE, UNTIL)


def signed(content: bytes, by: Identity) -> str:
    """The signature as a system sends it."""
    return base64.b64encode(by.sign(content, clock.now())).decode()


@contextmanager
def trusted(folder: Path) -> Iterator[None]:
    """Within the block the application trusts the authority."""
    folder.mkdir(exist_ok=True)
    for place, each in enumerate(_authority().trusted):
        (folder / f"{place}.cer").write_bytes(each.der)
    try:
        yield
    finally:
        shutil.rmtree(folder)
