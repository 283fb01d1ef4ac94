"""Deadlines for calendar programs (.ics), and the secret address under which a person's own are read.

The address holds a key of 256 random bits, of which only a hash is kept. It shows what its user may see at the
time of reading, and nothing once it is revoked or the user has left.
"""

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration
from sqlalchemy import select, update

from qyzmet import clock, context, own_transaction
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.accounts import day_marks, secrets, sessions
from qyzmet.people.accounts.credentials import FeedKey
from qyzmet.people.models import User
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from .shown_deadline import ShownDeadline

MOST_EVENTS = 1000
USED_EVERY = dt.timedelta(hours=1)
ONE_DAY = dt.timedelta(days=1)
READ_AGAIN_AFTER = dt.timedelta(hours=1)
# On 1 March 2024 the whole country went to +05.
ONE_TIME_SINCE = dt.datetime(2024, 3, 1)  # noqa: DTZ001 - local time, as RFC 5545 has it.


def key_of(user: User) -> FeedKey | None:
    """The user's key that is good now, if there is one."""
    return db.session.scalar(select(FeedKey).where(FeedKey.user_id == user.id, FeedKey.revoked_at.is_(None)))


def make_key(user: User) -> str:
    """A new key in place of the one before; its text is never to be had again."""
    revoke(user)
    secret = secrets.new_secret()
    key = FeedKey(secret_hash=secrets.hash_of(secret), user_id=user.id, created_at=sessions.kept(clock.wall(), user))
    db.session.add(key)
    db.session.flush()
    audit.record("create_feed", chain=sessions.chain_of(user), subject=user.public_id, after={"feed": key.id})
    return secret


def revoke(user: User) -> bool:
    """End the user's key: its address shows nothing from now on. Whether there was one."""
    key = key_of(user)
    if key is None:
        return False
    key.revoked_at = sessions.kept(clock.wall(), user)
    audit.record("revoke_feed", chain=sessions.chain_of(user), subject=user.public_id, after={"feed": key.id})
    return True


def user_of(secret: str) -> User | None:
    """Whose feed it is; None for a key that is revoked or unknown, or whose user has left."""
    key = db.session.scalar(
        select(FeedKey).where(FeedKey.secret_hash == secrets.hash_of(secret), FeedKey.revoked_at.is_(None))
    )
    if key is None or sessions.has_left(key.user):
        return None
    now = clock.wall()
    if context.actor_of(key.user).sealed:
        day_marks.note(key)
    elif key.last_used_at is None or now - key.last_used_at > USED_EVERY:
        own_transaction.note(update(FeedKey).where(FeedKey.id == key.id).values(last_used_at=now))
    return key.user


def calendar_called(name: str, product: str) -> Calendar:
    """A calendar without events that programs read again every hour; `product` is what it is in English, for them."""
    feed = Calendar()
    feed.add("prodid", f"-//Qyzmet//{product}//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", name)
    feed.add("x-wr-timezone", "Asia/Almaty")
    feed.add("refresh-interval", READ_AGAIN_AFTER, parameters={"value": "DURATION"})
    # Outlook reads this one in its place.
    feed.add("x-published-ttl", vDuration(READ_AGAIN_AFTER))
    feed.add_component(_almaty())
    return feed


def _almaty() -> Timezone:
    """The time of Kazakhstan; a calendar without any event needs a component too (RFC 5545, section 3.6)."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Asia/Almaty")
    standard.add("dtstart", ONE_TIME_SINCE)
    standard.add("tzoffsetfrom", dt.timedelta(hours=6))
    standard.add("tzoffsetto", dt.timedelta(hours=5))
    zone.add_component(standard)
    return zone


def as_ics(deadlines: Iterable[ShownDeadline], base_url: str, stamp: dt.datetime) -> bytes:
    """The deadlines as all-day events on their last days, in the current language. `stamp` is when this was so."""
    feed = calendar_called(_("Qyzmet: deadlines"), "Deadlines")
    for deadline in deadlines:
        feed.add_component(_event(deadline, base_url, stamp))
    return bytes(feed.to_ical())


def _event(deadline: ShownDeadline, base_url: str, stamp: dt.datetime) -> Event:
    event = Event()
    # The same event for as long as the deadline runs, also when a change of the calendar moves it.
    event.add("uid", f"deadline-{deadline.id}@qyzmet")
    event.add("dtstamp", stamp)
    event.add("dtstart", deadline.due_on)
    event.add("dtend", deadline.due_on + ONE_DAY)
    event.add("summary", f"{deadline.number}: {deadline.term_text} ({formats.cited(deadline.rule)})")
    said = [deadline.title, formats.until(deadline.due_on, deadline.due_at), deadline.note]
    if deadline.provisional:
        said.append(_("Provisional: a year within this term is not decreed yet."))
    event.add("description", "\n".join(text for text in said if text))
    event.add("url", base_url + deadline.path)
    event.add("transp", "TRANSPARENT")
    return event
