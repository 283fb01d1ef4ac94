"""Forms, confirmations and lists, as the macros draw them in each language."""

import re

import pytest
import wtforms
from flask import render_template_string
from flask_babel import force_locale, gettext
from werkzeug.datastructures import MultiDict

from qyzmet.web import formats, widgets
from tests.web.reading import DUE, LANGUAGES, deadline, page, read

pytestmark = pytest.mark.once


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


FOLD = """{% extends "layout/base.html" %}{% from "macros/fold.html" import fold %}{% block main %}
{% call fold("terms", "Terms", "2", rule="¶ 42") %}<p>{{ "H21"|rule_mark }} {{ "¶ 42"|rule_mark }}</p>{% endcall %}
{% endblock %}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_is_a_quiet_mark_that_explains_itself(app, language):
    """A paragraph is cited, a house rule is called one; each mark of the page leads to one explanation of its rule."""
    written = page(app, language, FOLD)
    marks = re.findall(r'popovertarget="([^"]+)"', written)
    assert sorted(marks) == ["rule-42", "rule-42", "rule-H21"]
    assert sorted(re.findall(r'id="([^"]+)" popover', written)) == ["rule-42", "rule-H21"]
    with app.test_request_context(), force_locale(language):
        assert f'popovertarget="rule-H21">{gettext("house rule")}</button>' in written
        assert f'popovertarget="rule-42">{formats.cited("¶ 42")}</button>' in written


def test_a_section_opens_without_scripts_and_is_reached_by_its_address(app):
    """What is linked to lies within the section: a browser opens it for a link; its heading is the page's own."""
    written = page(app, "en", FOLD)
    assert re.search(r'<details class="qz-fold[^>]*>\s*<summary.*?<h2[^>]*>Terms</h2>.*?</summary>', written, re.DOTALL)
    assert written.index("</summary>") < written.index('id="terms"') < written.index("</details>")
