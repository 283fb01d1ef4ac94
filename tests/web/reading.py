"""Drawing a piece of a page and reading what came of it."""

import datetime as dt
from html.parser import HTMLParser
from types import SimpleNamespace

from flask import render_template_string
from flask_babel import force_locale

from qyzmet import clock

LANGUAGES = ("kk", "ru", "en")
CODES = (400, 403, 404, 405, 409, 413, 429)
DUE = dt.date(2027, 3, 26)


class Reader(HTMLParser):
    """Holds a page to what a browser and a strict Content-Security-Policy need."""

    VOID = frozenset(("meta", "link", "input", "img", "br", "hr", "wbr"))

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.faults, self.text = [], [], [], []
        self.feed(page)
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if "id" in names:
            self.ids.append(names["id"])
        self.faults += [f"inline {name} on {tag}" for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.faults.append(f"inline {tag}")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of place at {self.getpos()}")

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    """The page, held to the rules: well nested, ids once, nothing inline."""
    reader = Reader(page)
    assert reader.faults == []
    assert len(reader.ids) == len(set(reader.ids))
    return reader


def page(app, language, source, **values):
    """A template's text rendered in a language."""
    with app.test_request_context(), force_locale(language):
        return render_template_string(source, current_language=language, **values)


def deadline(**changes):
    """A deadline as the macros take it."""
    days = [DUE - dt.timedelta(back) for back in range(4, -1, -1)]
    strip = [
        SimpleNamespace(on=day, worked=day.day != 23, reason="Наурыз мейрамы" if day.day == 23 else None)
        for day in days
    ]
    return SimpleNamespace(
        **{
            "term_text": "Decide",
            "rule": "¶ 13",
            "state": "open",
            "overdue": False,
            "days_left": 2,
            "due_on": DUE,
            "due_at": clock.end_of(DUE),
            "event_on": days[0],
            "starts_on": days[1],
            "working_days": 3,
            "provisional": False,
            "strip": strip,
            "closed_at": None,
            "note": None,
            **changes,
        }
    )
