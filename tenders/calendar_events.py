"""The dates of tenders as events for calendar programs (RFC 5545), alike in every calendar that holds them."""

import datetime as dt

from icalendar import Event

HALF_HOUR = dt.timedelta(minutes=30)
OPENING = "opening"


def event(
    number: str, key: str, at: dt.datetime, *, summary: str, description: str, url: str, stamp: dt.datetime
) -> Event:
    """One date of a tender, in UTC; `stamp` is when this was so.

    The opening begins at its instant. Everything else ends at it: what ends at 24:00 would stand on the next day.
    """
    made = Event()
    begins = at if key == OPENING else at - HALF_HOUR
    # The same event for as long as there is the tender, also when its window is lengthened or begins again.
    made.add("uid", f"{number}-{key}@qyzmet")
    made.add("dtstamp", stamp)
    made.add("dtstart", begins.astimezone(dt.UTC))
    made.add("dtend", (begins + HALF_HOUR).astimezone(dt.UTC))
    made.add("summary", summary)
    made.add("description", description)
    made.add("url", url)
    made.add("transp", "TRANSPARENT")
    return made
