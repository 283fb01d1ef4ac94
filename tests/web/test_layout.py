"""The base page, the macros and the error pages, rendered in three languages with sample matter."""

import calendar
import datetime as dt
import json
import re
from types import SimpleNamespace

import jinja2
import pytest
from flask import flash, render_template, render_template_string
from flask_babel import force_locale

from qyzmet import clock
from qyzmet.files import paths
from qyzmet.web import formats
from tests.web.reading import CODES, DUE, LANGUAGES, deadline, page, read

pytestmark = pytest.mark.once


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_base_page_is_whole_in_each_language(app, language):
    """Language, skip link, sign-out by a form with its token, the language switch, messages; names are escaped."""
    source = '{% extends "layout/base.html" %}{% block title %}T{% endblock %}{% block main %}<p>M</p>{% endblock %}'
    with app.test_request_context(), force_locale(language):
        flash("Saved & told", "success")
        written = render_template_string(source, current_language=language)
    read(written)
    assert f'<html lang="{language}"' in written
    assert '<a href="#main-content" class="govuk-skip-link"' in written
    assert re.search(
        r'<form method="post" action="/account/sign-out"><input type="hidden" name="csrf_token" value=".+?">', written
    )
    assert written.count("hreflang=") == 3
    assert "З. &lt;Серік&gt;" in written
    assert "Saved &amp; told" in written


@pytest.mark.parametrize(
    ("language", "title"), [("kk", "Қате: T · Qyzmet"), ("ru", "Ошибка: T · Qyzmet"), ("en", "Error: T · Qyzmet")]
)
def test_a_page_with_errors_says_so_in_its_title(app, language, title):
    """Who hears the page hears of the error first."""
    source = '{% extends "layout/base.html" %}{% set page_has_errors = True %}{% block title %}T{% endblock %}'
    assert f"<title>{title}</title>" in page(app, language, source)


def test_a_heading_is_a_heading():
    """The layout draws the block `heading` by itself: what a page puts there is its h1, and stands there once."""
    found = {
        str(path.relative_to(paths.TEMPLATES)): body
        for path in paths.TEMPLATES.rglob("*.html")
        for body in re.findall(r"{%-? block heading -?%}(.*?){%-? endblock", path.read_text(encoding="utf-8"), re.S)
    }
    assert len(found) > 20
    assert [path for path, body in found.items() if body and "<h1" not in body] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_an_error_page_helps_with_and_without_details(app, code, language):
    """Each says what happened, what to do and where to go; details are shown when there are any, and escaped."""
    with app.test_request_context(), force_locale(language):
        bare = render_template(f"errors/{code}.html", current_language=language)
        full = render_template(
            f"errors/{code}.html",
            current_language=language,
            detail="<b>why</b>",
            rule="¶ 13",
            request_id="R-1",
            who_may=["The head"],
            state_word="draft",
        )
    for written in (bare, full):
        read(written)
        assert written.count("<h1") == 1
        assert 'href="/"' in written
    assert "&lt;b&gt;why&lt;/b&gt;" in full
    assert all(words in full for words in (formats.rule("¶ 13", language), "R-1", "The head", "draft"))


def test_the_page_for_500_stands_when_all_else_has_fallen():
    """It needs no translations, no person, no database and no registered filter, and speaks three languages."""
    alone = jinja2.Environment(
        loader=jinja2.FileSystemLoader(paths.TEMPLATES), undefined=jinja2.StrictUndefined, autoescape=True
    )
    written = alone.get_template("errors/500.html").render(request_id="R-1")
    read(written)
    assert "R-1" in written
    assert all(word in written for word in ("ақау", "сбой", "went wrong"))


@pytest.mark.parametrize(
    ("changes", "tone", "words"),
    [
        ({}, "active", "2 working days left"),
        ({"days_left": 1}, "soon", "1 working day left"),
        ({"days_left": 0}, "soon", "due today"),
        ({"days_left": -2, "overdue": True}, "late", "overdue by 2 working days"),
        ({"days_left": 0, "overdue": True}, "late", "overdue"),
        ({"state": "closed", "closed_at": clock.at(DUE, 15)}, "done", "Done"),
        ({"state": "closed", "closed_at": clock.at(DUE, 15), "overdue": True}, "late", "Done late"),
        ({"state": "stopped"}, "neutral", "Stopped"),
        ({"state": "annulled"}, "ended", "Annulled"),
    ],
)
def test_a_deadline_says_three_ways_what_is_left(app, changes, tone, words):
    """What is left in words, until when, and the paragraph. Red is only late, amber only today or tomorrow."""
    source = '{% from "macros/deadline.html" import deadline %}{{ deadline(d) }}'
    written = page(app, "en", source, d=deadline(**changes))
    read(written)
    assert f'qz-tag--{tone}">{words}<' in written
    assert "26\u00a0March 2027" in written
    assert "¶ 13" in written


def test_the_strip_gives_the_reason_under_each_day_off(app):
    """Worked days are numbered, days off carry their reason, and a table says the same to who cannot see the strip."""
    source = '{% from "macros/deadline.html" import strip %}{{ strip(d.strip) }}'
    written = page(app, "en", source, d=deadline())
    assert written.count("qz-strip__day--worked") == 4
    assert written.count("qz-strip__day--off") == 1
    assert "working day 4" in written
    assert "<td>not counted</td>\n      <td>Наурыз мейрамы</td>" in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_calendar_has_every_day_once(app, language):
    """Twelve months, 365 days, moved days named with their decree."""

    def day(on):
        kind = "moved_work" if on == dt.date(2027, 3, 13) else "weekend" if on.weekday() > 4 else "work"
        return SimpleNamespace(on=on, kind=kind, name="Moved" if kind == "moved_work" else None, source="Decree 5")

    weeks = calendar.Calendar().monthdatescalendar
    months = [
        SimpleNamespace(
            number=m, weeks=[[day(on) if on.month == m else None for on in week] for week in weeks(2027, m)]
        )
        for m in range(1, 13)
    ]
    source = '{% from "macros/calendar.html" import year_calendar %}{{ year_calendar(2027, months, off) }}'
    written = page(app, language, source, months=months, off=[day(dt.date(2027, 3, 13))])
    read(written)
    assert len(re.findall(r'<td>\s*<span class="qz-day', written)) == 365
    assert 'title="Moved · Decree 5"' in written


def test_the_front_end_is_locked_without_an_address():
    """The lock file pins every package by its hash and names no registry, nor any other host."""
    if not paths.IN_CHECKOUT:
        pytest.skip("The lock file is no part of the installed application.")
    text = (paths.TEMPLATES.parent / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in text
    packages = [entry for name, entry in json.loads(text)["packages"].items() if name]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages)
