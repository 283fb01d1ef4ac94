"""Forms: one validation for pages and the API; posts, JSON and drafts end in the same data."""

from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from qyzmet.forms.binding import bind_json, bind_post, errors_of, json_of, taken
from qyzmet.forms.choices import Choice, Choices, Select, YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Email, Link, Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group, Rows, Texts
from qyzmet.forms.numbers import Integer, Money, Number
from qyzmet.procedure.refusals import Invalid


class Level(StrEnum):
    """Any enum."""

    COUNTRY = "country"
    REGION = "region"


TITLES = {Level.COUNTRY: "The country", Level.REGION: "A region"}


class Act(Form):
    """A row."""

    title = Text("Title", [needed()], most=20)
    date = Date("Date", [needed()])
    url = Link("Link")
    points = Texts("Points", most=2, each=5)


class Scope(Form):
    """A group."""

    need = TextArea("Need", [needed()], most=50)
    number = Integer("Number", most=100)
    level = Select("Level", kind=Level, titles=TITLES)


class Request(Form):
    """Every kind of field."""

    function = Text("Function", [needed("Name the function")], most=20)
    acts = Rows(Act, "Acts", [needed()], most=3)
    scope = Group(Scope, "Scope")
    level = Choice("Level", [needed()], kind=Level, titles=TITLES)
    levels = Choices("Levels", [needed()], kind=Level, titles=TITLES)
    secret = YesNo("Secret", [needed()])
    for_ = YesNo("For", name="for")
    volume = Number("Volume", digits=3, places=2)
    price = Money("Price")
    email = Email("E-mail")

    def check(self):
        """A rule over several fields."""
        for number, act in enumerate(self.acts):
            if act.form.title.data == self.function.data != "":
                yield f"acts.{number}.title", "Not the function again"


FULL: dict[str, Any] = {
    "function": "Certificates",
    "acts": [
        {"title": "Law", "date": "2014-02-05", "url": "https://adilet.zan.kz/", "points": ["3", "7"]},
        {"title": "Rules", "date": "2020-02-29", "url": "", "points": []},
    ],
    "scope": {"need": "Two\nlines", "number": 7, "level": "region"},
    "level": "country",
    "levels": ["country", "region"],
    "secret": False,
    "for": True,
    "volume": "2.50",
    "price": "1500000.00",
    "email": "a@example.kz",
}
POST = MultiDict(
    {
        "levels": ["country", "region"],
        "function": " Certificates ",
        "acts-0-title": "Law",
        "acts-0-date": "05.02.2014",
        "acts-0-url": "https://adilet.zan.kz/",
        "acts-0-points-0": "3",
        "acts-0-points-1": "7",
        "acts-0-points-2": "",
        "acts-1-title": "",
        "acts-1-date": " ",
        "acts-4-title": "Rules",
        "acts-4-date": "29.02.2020",
        "scope-need": "Two\r\nlines",
        "scope-number": "7",
        "scope-level": "region",
        "level": "country",
        "secret": "no",
        "for": "yes",
        "volume": "2,50",
        "price": "1 500 000,00",
        "email": "a@example.kz",
        "csrf_token": "x",
    }
)


@pytest.fixture(autouse=True)
def _english(app: Flask):
    with app.test_request_context("/?lang=en"):
        yield


def errors(body: Any, draft: bool = False) -> dict[str, list[str]]:
    """The errors of a JSON body."""
    form = bind_json(Request, body, draft=draft)
    return {} if form.validate() else errors_of(form)


def test_posts_and_json_end_in_the_same_data():
    """A page's post, the API's JSON and what was kept bind to equal data; blank rows of a page are left out."""
    assert taken(bind_json(Request, FULL)) == FULL
    assert taken(bind_post(Request, POST)) == FULL
    assert json_of(Request(data=FULL)) == FULL


def test_what_is_kept_is_shown_again():
    """A form made of kept data shows it as people type it."""
    form = Request(data=FULL)
    assert form.price._value().replace("\xa0", " ").startswith("1")
    assert [row.form.date._value() for row in form.acts] != ["", ""]
    assert form.secret.data == "no"
    assert form.acts.entries[0].form.points.entries[1].data == "7"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"function": 7}, "function"),
        ({"function": None}, "function"),
        ({"function": ["x"]}, "function"),
        ({"function": "x" * 21}, "function"),
        ({"function": "two\nlines"}, "function"),
        ({"function": "nul\0"}, "function"),
        ({"function": "\ud800"}, "function"),
        ({"function": " "}, "function"),
        ({"acts": {}}, "acts"),
        ({"acts": []}, "acts"),
        ({"acts": FULL["acts"] * 2}, "acts"),
        ({"acts": ["x"]}, "acts.0"),
        ({"acts": [{"title": "x", "date": "2014-02-31"}]}, "acts.0.date"),
        ({"acts": [{"title": "x", "date": "05.02.2014"}]}, "acts.0.date"),
        ({"acts": [{"title": "x", "date": 20140205}]}, "acts.0.date"),
        ({"acts": [{"title": "x", "date": "0206-02-05"}]}, "acts.0.date"),
        ({"acts": [{"date": "2014-02-05"}]}, "acts.0.title"),
        ({"acts": [{"title": "x", "date": "2014-02-05", "colour": "red"}]}, "acts.0.colour"),
        ({"acts": [{"title": "x", "date": "2014-02-05", "url": "javascript:alert(1)"}]}, "acts.0.url"),
        ({"acts": [{"title": "x", "date": "2014-02-05", "points": ["1", 2]}]}, "acts.0.points.1"),
        ({"acts": [{"title": "x", "date": "2014-02-05", "points": ["123456"]}]}, "acts.0.points.0"),
        ({"acts": [{"title": "x", "date": "2014-02-05", "points": [""]}]}, "acts.0.points.0"),
        ({"acts": [{"title": "x", "date": "2014-02-05", "points": ["1", "2", "3"]}]}, "acts.0.points"),
        ({"acts": [{"title": "Certificates", "date": "2014-02-05"}]}, "acts.0.title"),
        ({"scope": "x"}, "scope"),
        ({"scope": {"need": "x", "number": "7"}}, "scope.number"),
        ({"scope": {"need": "x", "number": 7.5}}, "scope.number"),
        ({"scope": {"need": "x", "number": True}}, "scope.number"),
        ({"scope": {"need": "x", "number": 101}}, "scope.number"),
        ({"scope": {"need": "x", "number": -1}}, "scope.number"),
        ({"level": "moon"}, "level"),
        ({"level": None}, "level"),
        ({"levels": "country"}, "levels"),
        ({"levels": None}, "levels"),
        ({"levels": []}, "levels"),
        ({"levels": ["moon"]}, "levels"),
        ({"levels": [["country"]]}, "levels"),
        ({"levels": ["region", "region"]}, "levels"),
        ({"secret": "no"}, "secret"),
        ({"secret": 0}, "secret"),
        ({"secret": None}, "secret"),
        ({"volume": 2.5}, "volume"),
        ({"volume": "2.505"}, "volume"),
        ({"volume": "-1"}, "volume"),
        ({"volume": "1e2"}, "volume"),
        ({"volume": "٣"}, "volume"),
        ({"volume": "1\n"}, "volume"),
        ({"price": 1500000}, "price"),
        ({"price": "1 500"}, "price"),
        ({"price": "0.001"}, "price"),
        ({"price": "-1.00"}, "price"),
        ({"price": "12345678901234567890.00"}, "price"),
        ({"price": "0" * 20}, "price"),
        ({"email": "nobody"}, "email"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_one_thing_that_is_wrong_is_one_error(change: dict[str, Any], path: str):
    """A wrong type, an unknown field or a value that is not taken is told at its path, and nothing else is."""
    found = errors(FULL | change)
    assert list(found) == [path]
    assert all(found[path])


def test_a_body_that_is_no_object():
    """Anything but an object is an error of the whole."""
    for body in (None, [], "x", 1, True):
        assert "" in errors(body)


def test_a_draft_may_be_open_but_not_wrong():
    """As a draft nothing is needed and null is no answer; what is given must be right; only given keys are kept."""
    assert errors({}, draft=True) == {}
    assert errors({"level": None, "secret": None, "acts": [{}], "scope": {}}, draft=True) == {}
    assert list(errors({"acts": [{"date": "2014-02-31"}]}, draft=True)) == ["acts.0.date"]
    form = bind_json(Request, {"function": "", "acts": [{"title": "x"}]}, draft=True)
    assert taken(form) == {"function": "", "acts": [{"title": "x", "date": None, "url": "", "points": []}]}


def test_only_one_section_of_a_page():
    """A page that shows one section binds that one, and says nothing of the others."""
    form = bind_post(Request, MultiDict({"function": "x"}), only=("function",))
    assert taken(form) == {"function": "x"}


def test_a_page_that_sends_too_many_rows_loses_none():
    """Rows over the limit are an error, not cut off."""
    rows = MultiDict({f"acts-{n}-title": "x" for n in range(5)})
    form = bind_post(Request, rows, draft=True)
    assert not form.validate()
    assert list(errors_of(form)) == ["acts"]
    assert len(form.acts.entries) == 5


def test_strange_row_numbers_of_a_page():
    """Keys that only look like rows are left alone."""
    form = bind_post(Request, MultiDict({"acts-²-title": "x", "acts-99999-title": "x", "acts--title": "x"}), draft=True)
    assert form.validate()
    assert json_of(form)["acts"] == []


def test_a_page_ticks_several():
    """Ticked boxes are taken in their order; none is an empty list, an unknown one is refused."""
    ticked = bind_post(Request, MultiDict([("levels", "region"), ("levels", "country")]), only=("levels",))
    assert taken(ticked) == {"levels": ["region", "country"]}
    assert [option.selected for option in ticked.levels.iter_choices()] == [True, True]
    assert taken(bind_post(Request, MultiDict(), draft=True, only=("levels",))) == {"levels": []}
    wrong = bind_post(Request, MultiDict({"levels": "moon"}), draft=True, only=("levels",))
    assert not wrong.validate()
    assert list(errors_of(wrong)) == ["levels"]


def test_an_amount_that_is_none_says_why(app: Flask):
    """A negative amount and one of twenty digits are told apart from a text that is no amount."""
    assert errors(FULL | {"price": "-1.00"})["price"] == ["The amount cannot be negative"]
    assert "too large" in errors(FULL | {"price": "9" * 20})["price"][0]


def test_texts_are_normalised():
    """Texts are kept in NFC, line ends as \\n, without spaces around."""
    form = bind_json(Request, {"function": "  и\u0306 ", "scope": {"need": "a\r\nb\rc\td"}}, draft=True)
    assert taken(form)["function"] == "й"
    assert form.scope.form.need.data == "a\nb\nc\td"


@pytest.mark.parametrize("text", ["\u200b", "\u2800", "\u3164", "\u00ad \u2060", "\u202e"])
@pytest.mark.parametrize("bind", [bind_json, lambda form, data: bind_post(form, MultiDict(data))])
def test_a_text_that_cannot_be_seen_is_no_answer(bind: Any, text: str):
    """A page and the API ask for an answer as if nothing had been written; in a list it is no entry either."""
    assert errors_of_wrong(bind(Request, {"function": text}))["function"] == ["Name the function"]
    assert bind(Request, {"function": f"a{text}"}).function.data == "a"


def errors_of_wrong(form: Form) -> dict[str, list[str]]:
    """The errors of a form that must have some."""
    assert not form.validate()
    return errors_of(form)


@pytest.mark.parametrize("around", ["\u202a{}\u202c", "\u200e{}", "{}\ufeff", "\u2066{}\u2069", "{}\u200b"])
def test_marks_around_digits_are_no_part_of_them(around: str):
    """Numbers, amounts, dates and choices are understood as they are pasted, on a page and over the API."""
    written = {"volume": "2.5", "price": "1500000.00", "level": "region"}
    marked = {name: around.format(value) for name, value in written.items()}
    acts = [{"title": "Law", "date": around.format("2014-02-05")}]
    form = bind_json(Request, marked | {"acts": acts}, draft=True)
    assert form.validate(), errors_of(form)
    assert {name: json_of(form)[name] for name in written} == {**written, "price": "1500000.00"}
    assert form.acts.entries[0].form.date.data.isoformat() == "2014-02-05"
    typed = {"volume": "2,5", "price": "1 500 000,00", "scope-number": "7", "acts-0-date": "05.02.2014"}
    form = bind_post(Request, MultiDict({name: around.format(each) for name, each in typed.items()}), draft=True)
    assert form.validate(), errors_of(form)
    assert (str(form.volume.data), str(form.price.data), form.scope.form.number.data) == ("2.5", "1500000.00", 7)
    assert form.acts.entries[0].form.date.data.isoformat() == "2014-02-05"


def test_refusal_names_every_field():
    """`taken` raises Invalid with all errors, under the prefix that is given."""
    with pytest.raises(Invalid) as refused:
        taken(bind_json(Request, {}), "data.")
    named = ("function", "acts", "scope.need", "level", "levels", "secret")
    assert set(refused.value.errors) == {f"data.{name}" for name in named}
    assert refused.value.errors["data.function"] == ["Name the function"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_messages_speak_the_language(app: Flask, language: str):
    """Our messages and WTForms' own come in the language of the page."""
    with app.test_request_context(f"/?lang={language}"):
        text = errors(FULL | {"acts": []})["acts"][0]
    said = {
        "kk": "Кемінде біреуін қосыңыз: «Acts»",
        "ru": "Добавьте хотя бы одну запись: «Acts»",
        "en": "Add at least one: “Acts”",
    }
    assert text == said[language]
