"""People and organisations for tests, each with possible numbers of its own."""

import datetime as dt
from collections.abc import Callable

from qyzmet import clock
from qyzmet.database import db
from qyzmet.identity import check_digit
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.vocabulary import OrganisationKind, Role

LONG_AGO = dt.date(2020, 1, 1)
# So that no name ends in a number that a test looks for.
BEFORE_THE_FIRST = 700
_last_serial = BEFORE_THE_FIRST


def last_serial() -> int:
    """The number that was given out last: everybody has another name, IIN and address."""
    return _last_serial


def go_on_after(serial: int) -> None:
    """Give out the numbers after that one."""
    global _last_serial
    _last_serial = serial


def next_serial() -> int:
    """The next number."""
    go_on_after(_last_serial + 1)
    return _last_serial


def _with_check_digit(eleven_of: Callable[[int], str]) -> str:
    while True:
        eleven = eleven_of(next_serial())
        digit = check_digit(eleven)
        if digit is not None:
            return f"{eleven}{digit}"


def a_bin() -> str:
    """A possible BIN that nothing else in the test has."""
    return _with_check_digit(lambda serial: f"200140{serial:05d}")


def an_iin() -> str:
    """A possible IIN that nothing else in the test has: ten thousand people are born on each day of a March."""
    return _with_check_digit(lambda serial: f"8503{1 + serial // 10_000:02d}4{serial % 10_000:04d}")


def organisation(
    kind: OrganisationKind = OrganisationKind.STATE_BODY, name: str = "", **values: object
) -> Organisation:
    """A checked organisation of that kind."""
    name = name or f"{kind.value} {next_serial()}"
    made = Organisation(
        **{
            "bin": a_bin(),
            "kind": kind,
            "name_kk": name,
            "name_ru": name,
            "name_en": name,
            "checked_at": clock.now(),
            "created_at": clock.now(),
            **values,
        }
    )
    db.session.add(made)
    db.session.flush()
    return made


def user(role: Role | None = None, of: Organisation | None = None, **values: object) -> User:
    """A user, with a role in an organisation if both are given; the password, if any, is set by the test."""
    serial = next_serial()
    made = User(
        **{
            "iin": an_iin(),
            "surname": f"Surname{serial}",
            "given_name": f"Name{serial}",
            "email": f"person{serial}@example.kz",
            "language": "en",
            "created_at": clock.now(),
            **values,
        }
    )
    db.session.add(made)
    if role is not None and of is not None:
        join(made, role, of)
    db.session.flush()
    return made


def join(person: User, role: Role, of: Organisation, **values: object) -> Membership:
    """A role for a user in an organisation."""
    made = Membership(user=person, organisation=of, role=role, **{"since": LONG_AGO, **values})
    db.session.add(made)
    db.session.flush()
    return made
