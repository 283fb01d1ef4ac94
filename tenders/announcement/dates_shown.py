"""The dates of a window as pages show them, each with how it was counted, and as a file for calendar programs."""

import datetime as dt
from dataclasses import dataclass

from qyzmet import clock
from qyzmet.feeds.calendar import event
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext
from qyzmet.web import formats

from ...deadlines.calculator.explanation import Explanation
from ...deadlines.feed import calendar_called
from ...deadlines.shown_deadline import ShownDay, strip_of
from ..models import Tender
from ..rules.window import OPENING_HOUR, Lengths, Window
from . import dates


@dataclass(frozen=True)
class ShownMoment:
    """One date of a tender: its words, the instant, the rule, and how it was counted, in the language of the page."""

    key: str
    title: str
    at: dt.datetime
    text: str
    rule: str
    house_rule: bool
    how: str
    strip: tuple[ShownDay, ...]
    provisional: bool
    over: bool


def of(tender: Tender) -> list[ShownMoment]:
    """The dates of a tender in their order; of one that is not published, those that a publication now would bring."""
    if tender.published_at is None:
        return expected(tender)
    return _shown(dates.window_of(tender), dates.lengths_of(tender), tender.published_at)


def expected(tender: Tender) -> list[ShownMoment]:
    """The dates that would follow if the window began now."""
    return _shown(dates.expected(tender, clock.now()), dates.lengths_now(tender.edition_key))


def _shown(window: Window, lengths: Lengths, published_at: dt.datetime | None = None) -> list[ShownMoment]:
    """`published_at` is the publication where the window began anew after it."""
    return [
        ShownMoment(
            key=each.key,
            title=_(each.title),
            at=at,
            text=formats.instant(at, formats.language())
            if each.key in ("published", "opening")
            else until_text(each.at),
            rule=each.rule,
            house_rule=each.rule.startswith("H"),
            how=_how(each.key, window, lengths),
            strip=_strip(each.key, each.counted, window),
            provisional=each.counted is not None and each.counted.provisional,
            over=clock.now() >= at,
        )
        for each in window.moments()
        for at in [published_at if each.key == "published" and published_at is not None else each.at]
    ]


def _strip(key: str, counted: Explanation | None, window: Window) -> tuple[ShownDay, ...]:
    """The days that were counted; none where the date is another one: it was announced before the calendar changed."""
    if counted is None or key == "paper":
        return ()
    lands_on = {
        "questions": clock.day_ending_at(window.questions_until),
        "opening": clock.almaty(window.opening_at).date(),
        "bids": counted.due_on if window.extended else window.last_day,
    }[key]
    return strip_of(counted) if counted.due_on == lands_on else ()


def _how(key: str, window: Window, lengths: Lengths) -> str:
    last_day = formats.date_long(window.last_day, formats.language())
    if key == "bids":
        began = formats.date_long(window.acceptance.event_on, formats.language())
        said = ngettext(
            "%(num)s working day after %(day)s, whose own day is not counted; the last day runs until 24:00.",
            "%(num)s working days after %(day)s, whose own day is not counted; the last day runs until 24:00.",
            lengths.acceptance,
            day=began,
        )
        extended = _(
            "Then it was extended: bids are taken until %(until)s, and no date came earlier by it.",
            until=until_text(window.accepts_until),
        )
        return f"{said} {extended}" if window.extended else str(said)
    if key == "questions":
        return str(
            ngettext(
                "%(num)s working day before the last day for bids, %(day)s, which is not counted itself.",
                "%(num)s working days before the last day for bids, %(day)s, which is not counted itself.",
                lengths.questions_before_end,
                day=last_day,
            )
        )
    if key == "paper":
        return str(
            _(
                "On the last day for bids, %(day)s, or the last working day before it, until the office closes at "
                "%(hour)s:00.",
                day=last_day,
                hour=lengths.office_closes,
            )
        )
    if key == "opening":
        if lengths.opening_after == 1:
            said = _(
                "At %(hour)s:00 on the first working day after the last day for bids, %(day)s.",
                hour=OPENING_HOUR,
                day=last_day,
            )
        else:
            said = ngettext(
                "At %(hour)s:00, %(num)s working day after the last day for bids, %(day)s.",
                "At %(hour)s:00, %(num)s working days after the last day for bids, %(day)s.",
                lengths.opening_after,
                hour=OPENING_HOUR,
                day=last_day,
            )
        return str(said)
    return ""


def as_ics(tender: Tender, base_url: str, stamp: dt.datetime) -> bytes:
    """The dates for calendar programs, each an event that ends at the instant; `stamp` is when this was so."""
    feed = calendar_called(f"{tender.public_number} {tender.title}"[:200], "Tenders")
    for each in of(tender):
        if each.key == "published":
            continue
        made = event(
            tender.public_number,
            each.key,
            each.at,
            begins=each.key == "opening",
            summary=f"{tender.public_number}: {each.title}",
            description=f"{tender.title}\n{each.title}: {each.text}\n{each.how}",
            url=base_url + tender.path,
            stamp=stamp,
        )
        made.add("sequence", tender.version)
        feed.add_component(made)
    return bytes(feed.to_ical())
