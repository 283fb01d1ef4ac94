"""B18, B19: over all forms of the application: what an error says, and what is marked as optional."""

import inspect
from collections.abc import Iterator

import pytest
import wtforms
from flask import Flask
from flask_babel import force_locale

from qyzmet.forms.fields import Own, depends, needed, optional
from qyzmet.forms.form import Form
from qyzmet.forms.lists import lists_of
from qyzmet.web.form_errors import form_errors, own_errors
from qyzmet.web.widgets import field_kind

LANGUAGES = ("kk", "ru", "en")


def all_forms(kind: type[Form] = Form) -> Iterator[type[Form]]:
    """Every form that the application defines, once the application is there."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("qyzmet."):
            yield each
        yield from all_forms(each)


def blank(kind: type[Form]) -> Form:
    """The form with two entries in each list, nothing of it filled in."""
    form = kind()
    for field in form:
        if isinstance(field, wtforms.SelectField) and field.choices is None:
            field.choices = []  # Its page says which.
    for entries in lists_of(form):
        while len(entries.entries) < min(2, entries.most):
            entries.append_entry()
    return form


def own_fields(fields: wtforms.Form) -> Iterator[Own]:
    for field in fields:
        if isinstance(field, wtforms.FormField):
            yield from own_fields(field.form)
        elif isinstance(field, Own):
            yield field


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_errors_of_a_form_are_alike(app: Flask, language: str):
    """Each line of a summary says which field of which row is to be filled in, and leads there: none is said twice."""
    seen = 0
    with app.test_request_context(), force_locale(language):
        for kind in dict.fromkeys(all_forms()):
            form = blank(kind)
            form.validate()
            said = form_errors(form)
            texts = [each["text"] for each in said]
            assert len(texts) == len(set(texts)), f"{kind.__module__}.{kind.__name__}: {texts}"
            assert all("%(" not in text for text in texts)
            seen += len(texts)
    assert seen > 100


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_names_what_to_enter(app: Flask, language: str):
    """A field that must be answered says so in its own words, or with its label."""
    with app.test_request_context(), force_locale(language):
        for kind in dict.fromkeys(all_forms()):
            for field in own_fields(blank(kind)):
                if field.need is not None and field.need.message is None and "%(label)s" in str(field.unanswered):
                    label = str(field.label.text)
                    assert label, f"{kind.__name__}.{field.short_name}"
                    assert label in str(field.asks())


@pytest.mark.slow
@pytest.mark.parametrize(("language", "filling"), [("kk", "толтырыңыз"), ("ru", "Заполните"), ("en", "Fill in")])
def test_what_is_chosen_is_not_filled_in(app: Flask, language: str, filling: str):
    """A list or radios without an answer say “Choose …”; what is written is filled in."""
    seen = set()
    with app.test_request_context(), force_locale(language):
        for kind in dict.fromkeys(all_forms()):
            for field in own_fields(blank(kind)):
                is_chosen = isinstance(field, wtforms.SelectField)
                seen.add(is_chosen)
                if is_chosen and field.need is not None:
                    assert filling not in str(field.asks()), f"{kind.__name__}.{field.short_name}"
    assert seen == {True, False}


@pytest.mark.slow
def test_optional_is_exactly_what_may_stay_empty(app: Flask):
    """The page marks as optional what no rule asks for; what depends on other answers says when in its hint."""
    wrong = []
    with app.test_request_context():
        for kind in dict.fromkeys(all_forms()):
            form = blank(kind)
            form.validate()
            for field in own_fields(form):
                marks = {type(each) for each in field.validators or ()} & {needed, optional, depends}
                asked = bool(own_errors(field)) and field_kind(field) != "hidden"
                if len(marks) > 1 or (asked and field.is_optional):
                    wrong.append(f"{inspect.getmodule(kind)}.{kind.__name__}.{field.short_name}")
    assert wrong == []
