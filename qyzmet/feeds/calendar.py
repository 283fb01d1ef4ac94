"""Instants as events for calendar programs (RFC 5545), alike in every calendar that holds them."""

import datetime as dt

from icalendar import Event

HALF_HOUR = dt.timedelta(minutes=30)


def event(
    number: str,
    key: str,
    at: dt.datetime,
    *,
    begins: bool,
    summary: str,
    description: str,
    url: str,
    stamp: dt.datetime,
) -> Event:
    """Half an hour that begins at an instant or ends at it, in UTC; `stamp` is when this was so.

    `number` and `key` say of which procedure it is which date. The end of a time ends the event: as the beginning of
    one, 24:00 would stand on the next day.
    """
    made = Event()
    start = at if begins else at - HALF_HOUR
    # The same event for as long as there is the procedure, also when the date is moved.
    made.add("uid", f"{number}-{key}@qyzmet")
    made.add("dtstamp", stamp)
    made.add("dtstart", start.astimezone(dt.UTC))
    made.add("dtend", (start + HALF_HOUR).astimezone(dt.UTC))
    made.add("summary", summary)
    made.add("description", description)
    made.add("url", url)
    made.add("transp", "TRANSPARENT")
    return made
