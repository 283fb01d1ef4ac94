"""The base page, the macros and the error pages, rendered in three languages with sample matter."""

import calendar
import datetime as dt
import json
import re
import shutil
from html.parser import HTMLParser
from types import SimpleNamespace

import jinja2
import pytest
import wtforms
from flask import Flask, flash, get_flashed_messages, render_template, render_template_string
from flask_babel import Babel, force_locale
from flask_wtf import CSRFProtect
from werkzeug.datastructures import MultiDict

from qyzmet import clock, paths
from qyzmet.translations import build
from qyzmet.web import formats, widgets

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


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """An application that knows the templates and the languages, and nothing else: no database, no people."""
    folder = tmp_path_factory.mktemp("translations")
    for language in build.PLURALS:
        shutil.copytree(paths.TRANSLATIONS / language, folder / language)
    build.compile_all(folder)
    app = Flask("layout", template_folder=str(paths.TEMPLATES), static_folder=None)
    app.config.update(SECRET_KEY="test", BABEL_TRANSLATION_DIRECTORIES=str(folder))
    Babel(app, locale_selector=lambda: "kk")
    CSRFProtect(app)
    formats.register(app)
    widgets.register(app)
    app.jinja_env.globals.update(
        asset=lambda path: f"/static/{path}",
        get_flashed_messages=get_flashed_messages,
        languages=dict.fromkeys(LANGUAGES),
        lang_url=lambda code: f"/here?lang={code}",
        navigation=[SimpleNamespace(text="Requests", href="/requests/", active=True)],
        current_user=SimpleNamespace(is_authenticated=True, short_name="З. <Серік>", acting_for="Басқарма"),
    )
    return app


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
    assert all(words in full for words in ("¶ 13", "R-1", "The head", "draft"))


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
    assert 'title="Moved. Decree 5"' in written


class Contact(wtforms.Form):
    surname = wtforms.StringField("Surname", [wtforms.validators.InputRequired("Write the surname")])


CHOICES = [wtforms.SelectChoice("a", "A"), wtforms.SelectChoice("b", "B")]


class Sample(wtforms.Form):
    text = wtforms.TextAreaField("Text", [wtforms.validators.Length(max=9)], description="A hint")
    level = wtforms.RadioField(
        "Level",
        [wtforms.validators.Optional()],
        choices=[wtforms.SelectChoice("a", "A"), wtforms.SelectChoice("b", "B <")],
    )
    kinds = wtforms.SelectMultipleField("Kinds", choices=CHOICES)
    one = wtforms.SelectField("One", choices=CHOICES)
    agree = wtforms.BooleanField("Agree")
    secret = wtforms.PasswordField("Secret")
    file = wtforms.FileField("File")
    on = widgets.DateField("On")
    price = widgets.MoneyField("Price")
    contact = wtforms.FormField(Contact)
    contacts = wtforms.FieldList(wtforms.FormField(Contact), min_entries=2)
    version = wtforms.HiddenField()


FORM = """{% from "macros/forms.html" import form_start, form_end, field, rows, error_summary, buttons %}
{{ error_summary(form) }}{{ form_start(form=form) }}
{% for f in form if f.name not in ("contacts", "version") %}{{ field(f, official="Атауы") }}{% endfor %}
{{ rows(form.contacts) }}{{ buttons("Go", "/") }}{{ form_end() }}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_field_is_drawn_with_label_hint_and_error(app, language):
    """What was typed stands again, escaped; a password does not; each message is tied to its field and the summary."""
    sent = MultiDict(
        {"text": "</textarea><b>" * 2, "level": "b", "kinds": "b", "one": "b", "agree": "y", "secret": "pa55"}
    )
    sent.update(
        {"on": "31.02.2027", "price": '"x', "contacts-0-surname": "A", "contacts-1-surname": "", "version": "4"}
    )
    with app.test_request_context(), force_locale(language):
        form = Sample(sent)
        assert not form.validate()
        written = render_template_string(FORM, form=form)
        errors = widgets.form_errors(form)
    ids = set(read(written).ids)
    assert {error["href"] for error in errors} == {"#text", "#on", "#price", "#contact-surname", "#contacts-1-surname"}
    assert all(f'<a href="{error["href"]}">' in written and error["href"][1:] in ids for error in errors)
    assert set(re.findall(r'for="([^"]+)"', written)) <= ids
    assert {name for group in re.findall(r'aria-describedby="([^"]+)"', written) for name in group.split()} <= ids
    assert "&lt;/textarea&gt;&lt;b&gt;" in written
    assert 'value="31.02.2027"' in written
    assert 'value="&#34;x"' in written
    assert "pa55" not in written
    assert written.count(" checked") == 3
    assert written.count(" selected") == 1
    assert 'name="version" value="4"' in written
    assert 'name="remove" value="contacts-1"' in written
    assert 'name="add" value="contacts"' in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_move_that_binds_is_confirmed_with_its_consequences(app, language):
    """What will be recorded, what starts and until when, who will be told; the post carries its token and version."""
    source = """{% from "macros/confirm.html" import confirm %}
    {% call confirm("/x", "Agree", "/back", [{"label": "Decision", "value": "agreed"}], starts=[d], closes=["Opinion"],
                    told=["The <head>"], hidden={"version": 4}, rule="¶ 13") %}<p>field</p>{% endcall %}"""
    written = page(app, language, source, d=deadline())
    read(written)
    assert all(
        words in written for words in ("agreed", "Opinion", "The &lt;head&gt;", "<p>field</p>", "/back", "24:00")
    )
    assert 'name="csrf_token" value="' in written
    assert 'name="version" value="4"' in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_answers_are_whole(app, language):
    """Tasks, timeline, answers, work, pager and the empty list render with the least and with the most they take."""
    source = """{% from "macros/tasks.html" import tasks, progress, work %}
    {% from "macros/timeline.html" import timeline %}
    {% from "macros/summary.html" import answers, facts, section %}{% from "macros/pager.html" import pager %}
    {% from "macros/empty.html" import empty %}
    {{ tasks(items) }}
    {{ progress(6, 10) }}{{ work(works) }}
    {{ timeline(steps) }}
    {{ section("S", "#") }}{{ answers(rows) }}
    {{ facts([]) }}{{ pager("#a", "#b", 1, 20, 1240) }}{{ pager() }}{{ empty("E", "t", "a", "#") }}"""
    written = page(
        app,
        language,
        source,
        items=[
            {"text": "A", "href": "#", "status": "done"},
            {"text": "B", "status": "locked", "hint": "h", "official": "o"},
        ],
        works=[
            {"number": "N", "title": "T", "href": "#", "deadline": deadline(), "step": "S"},
            {"number": "M", "title": "T", "href": "#"},
        ],
        steps=[
            {"text": "A", "state": "done", "on": DUE},
            {"text": "B", "state": "late", "until": DUE, "who": "w"},
            {"text": "C", "state": "skipped"},
        ],
        rows=[
            {"label": "L", "value": "<x>", "href": "#"},
            {"label": "M", "value": ["a", "b"]},
            {"label": "E", "value": None, "error": "missing"},
        ],
    )
    read(written)
    assert "&lt;x&gt;" in written
    assert written.count('aria-current="step"') == 1


def test_the_front_end_is_locked_without_an_address():
    """The lock file pins every package by its hash and names no registry, nor any other host."""
    if not paths.IN_CHECKOUT:
        pytest.skip("The lock file is no part of the installed application.")
    text = (paths.TEMPLATES.parent / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in text
    packages = [entry for name, entry in json.loads(text)["packages"].items() if name]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages)
