"""Keys of the tests' people, made once for a process, and the authorities that issued them."""

import datetime as dt
from functools import cache
from pathlib import Path

from qyzmet import clock
from qyzmet.signatures import authority
from qyzmet.signatures.authority import Authority, GostKey, Identity, PrivateKey, Purpose, RsaKey, Validity
from qyzmet.signatures.checking import Expected, Right

# When everything is signed and checked, unless a test says otherwise.
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.ALMATY)
DAY = dt.timedelta(days=1)
IIN, BIN = "720415303388", "010340004512"
CONTENT = '{"act":"Өтінішті жіберу"}'.encode()
KINDS: dict[str, type[PrivateKey]] = {"rsa": RsaKey, "gost": GostKey}
THE_HEAD = Expected(IIN, BIN, Right.HEAD)


TESTS = "Qyzmet tests"


@cache
def authority_of(kind: str, name: str) -> Authority:
    """The authority of that kind; another name makes another one."""
    return authority.new(name, KINDS[kind], NOW - 1000 * DAY)


@cache
def key(kind: str) -> PrivateKey:
    """A key of that kind."""
    return KINDS[kind]()


@cache
def identity(
    kind: str = "gost",
    purpose: Purpose = authority.HEAD,
    *,
    iin: str = IIN,
    bin_: str = BIN,
    since: dt.datetime = NOW - 100 * DAY,
    until: dt.datetime = NOW + 265 * DAY,
    by: str = TESTS,
) -> Identity:
    """A person's certificate: the head's of the state body, unless a test says otherwise."""
    name = authority.subject("Ахметов", "Дәурен", "Серікұлы", iin, bin_, "Алматы қаласы Мәдениет басқармасы")
    return authority_of(kind, by).issue(key(kind), name, purpose, Validity(since, until))


def believe(folder: Path, *made: Authority) -> None:
    """Lay the authorities' certificates into the folder of those that are trusted."""
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for each in made:
        for one in each.trusted:
            (folder / f"{one.number}.cer").write_bytes(one.der)
