"""How often secrets may be guessed: by account, and by network address. Counted in the database, by the machine's time.

An attempt is counted before it is judged, so that many at once find no gap; success takes the account's away.
Nobody locks another's account: failures count for the address that they came from, and many from many addresses only
make an account slower. A browser that is known to the account, and who has its second factor, pass them by.
What is counted is a keyed hash of the e-mail or address, known account or not.
"""

import datetime as dt
import ipaddress
from dataclasses import dataclass

from sqlalchemy import Select, delete, insert, select, text, union_all

from qyzmet import clock, own_transaction
from qyzmet.database import db
from qyzmet.people.accounts import secrets
from qyzmet.people.accounts.credentials import SignInFailure


@dataclass(frozen=True)
class Limit:
    """So many failures within the window are free; each further one has to wait, longer each time."""

    free: int
    window: dt.timedelta
    waits: tuple[dt.timedelta, ...]


def _minutes(*numbers: int) -> tuple[dt.timedelta, ...]:
    return tuple(dt.timedelta(minutes=number) for number in numbers)


LIMITS: dict[str, Limit] = {
    # Of one account from one address or known browser: guesses of its password. From all addresses together it grows
    # slow, and never shut: some 400 guesses a day. Of its codes, by whoever knows the password; and mails sent to it.
    "account from": Limit(5, dt.timedelta(hours=24), _minutes(1, 2, 4, 8, 15)),
    "account": Limit(30, dt.timedelta(hours=24), _minutes(1, 2, 4)),
    "code": Limit(5, dt.timedelta(hours=24), _minutes(1, 2, 4, 8, 15)),
    "mail": Limit(3, dt.timedelta(hours=1), _minutes(15, 30, 60)),
    # Its owner is told of failures once a day.
    "told": Limit(1, dt.timedelta(hours=24), _minutes(24 * 60)),
    # Of one address, whatever it tries. An office may share one.
    "address": Limit(30, dt.timedelta(minutes=15), _minutes(5, 10, 15)),
    # Bad tokens from one address. They are too long to be guessed: this spares the database a caller gone wrong.
    "token": Limit(300, dt.timedelta(minutes=15), _minutes(5, 10, 15)),
}
FORGOTTEN_AFTER = max(limit.window for limit in LIMITS.values())


class TooMany(Exception):
    """There were too many failures; `until` says when to try again."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"too many failures, again at {until.isoformat()}")
        self.until = until

    @property
    def seconds(self) -> int:
        """How long to wait from now, at least a second."""
        return max(1, round((self.until - clock.wall()).total_seconds()))


@dataclass(frozen=True)
class Subject:
    """Something that failures are counted for: its limit's name and the keyed hash of what it is."""

    limit: str
    hash: bytes


def account(email: str) -> Subject:
    """Guesses from anywhere of the password of the account with this e-mail, whether there is one or not."""
    return _subject("account", email.strip().casefold())


def account_from(email: str, where: str) -> Subject:
    """The same from one network address, known browser or session."""
    return _subject("account from", f"{email.strip().casefold()} {where}")


def telling(email: str) -> Subject:
    """Mails that tell the owner of this e-mail of failures."""
    return _subject("told", email.strip().casefold())


def codes_of(user_id: int) -> Subject:
    """Guesses of a user's one-time codes."""
    return _subject("code", str(user_id))


def mail_to(email: str) -> Subject:
    """Links sent to this e-mail."""
    return _subject("mail", email.strip().casefold())


def address(remote: str | None) -> Subject:
    """Guesses from this network address; of IPv6 the network of 64 bits, which one customer has whole."""
    return _subject("address", network_of(remote))


def network_of(remote: str | None) -> str:
    """Whom an address stands for: itself, or its network."""
    try:
        ip = ipaddress.ip_address(remote or "")
    except ValueError:
        return remote or ""
    if ip.version == 6 and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def bad_tokens_from(remote: str | None) -> Subject:
    """Bad tokens from this network address; a good one from there, and signing in, are not held up by them."""
    return _subject("token", remote or "")


def _subject(limit: str, what: str) -> Subject:
    return Subject(limit, secrets.keyed_hash("throttling", f"{limit}:{what}"))


def wait_until(*subjects: Subject) -> dt.datetime | None:
    """When the last of the subjects may try again, or None for now; by one question for all of them."""
    newest = (_newest_of(subject).subquery() for subject in subjects)
    rows = db.session.execute(union_all(*(select(each.c.subject, each.c.at) for each in newest))).all()
    waits = (_wait_of([row.at for row in rows if row.subject == each.hash], LIMITS[each.limit]) for each in subjects)
    return max((each for each in waits if each is not None), default=None)


def _newest_of(subject: Subject) -> Select[bytes, dt.datetime]:
    """As many of its failures as its limit counts."""
    limit = LIMITS[subject.limit]
    return (
        select(SignInFailure.subject, SignInFailure.at)
        .where(SignInFailure.subject == subject.hash, SignInFailure.at > clock.wall() - limit.window)
        .order_by(SignInFailure.at.desc())
        .limit(limit.free + len(limit.waits))
    )


def _wait_of(failures: list[dt.datetime], limit: Limit) -> dt.datetime | None:
    if len(failures) < limit.free:
        return None
    last, wait = max(failures), limit.waits[min(len(failures) - limit.free, len(limit.waits) - 1)]
    return last + wait if last + wait > clock.wall() else None


def check(*subjects: Subject) -> None:
    """Raise TooMany when one of the subjects has to wait."""
    waits = [until for subject in subjects if (until := wait_until(subject)) is not None]
    if waits:
        raise TooMany(max(waits))


def attempt(*subjects: Subject) -> None:
    """Count an attempt of each subject, to be forgotten by `forget` if it succeeds. Raises TooMany, counting nothing.

    Commit before judging the attempt: then it counts even if the judging fails, and no lock is held meanwhile.
    """
    for subject in sorted(subjects, key=lambda one: one.hash):
        _lock(subject)
    check(*subjects)
    for subject in subjects:
        db.session.add(SignInFailure(subject=subject.hash, at=clock.wall()))
    db.session.flush()


def count_apart(subject: Subject) -> None:
    """Count a failure of a request that only reads. Ends the transaction under way, which has changed nothing."""
    db.session.commit()
    own_transaction.note(insert(SignInFailure).values(subject=subject.hash, at=clock.wall()))


def forget(*subjects: Subject) -> None:
    """Forget the subjects' failures after a success, and everybody's that no longer count."""
    for subject in subjects:
        db.session.execute(delete(SignInFailure).where(SignInFailure.subject == subject.hash))
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < clock.wall() - FORGOTTEN_AFTER))


def take_back(subject: Subject) -> None:
    """Take back the newest attempt of the subject: it succeeded, and those before it still count."""
    newest = (
        select(SignInFailure.id)
        .where(SignInFailure.subject == subject.hash)
        .order_by(SignInFailure.at.desc(), SignInFailure.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    db.session.execute(delete(SignInFailure).where(SignInFailure.id == newest))


def _lock(subject: Subject) -> None:
    """Let one attempt of a subject at a time be counted. On SQLite every writer is alone already."""
    if db.engine.dialect.name == "postgresql":
        key = int.from_bytes(subject.hash[:8], signed=True)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
