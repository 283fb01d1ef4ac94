"""Dates, numbers and money as each language writes them, and the fields that read them back."""

import datetime as dt
from decimal import Decimal

import pytest
import wtforms
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from qyzmet import clock
from qyzmet.web import formats, widgets
from qyzmet.web.typed_dates import read_day_and_time

pytestmark = pytest.mark.once

DAY = dt.date(2026, 3, 5)


def plain(text: str) -> str:
    """The text with ordinary spaces, so that the tables below can be read."""
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("write", "kk", "ru", "en"),
    [
        (formats.date, "2026 жылғы 5 наурыз", "5 марта 2026 г.", "5 March 2026"),
        (
            formats.date_long,
            "2026 жылғы 5 наурыз, бейсенбі",
            "четверг, 5 марта 2026 г.",
            "Thursday, 5 March 2026",
        ),
        (formats.date_short, "05.03.2026", "05.03.2026", "05/03/2026"),
    ],
)
def test_a_date_is_written_as_its_language_does(write, kk, ru, en):
    """Kazakh says year first and the month in lower case, Russian puts the month into the genitive."""
    assert [plain(write(DAY, language)) for language in ("kk", "ru", "en")] == [kk, ru, en]


@pytest.mark.parametrize(
    ("text", "kk", "ru"),
    [
        ("¶ 13", "13-тармақ", "п. 13"),
        ("¶ 53-1", "53-1-тармақ", "п. 53-1"),
        ("¶ 8.1", "8-тармақтың 1) тармақшасы", "пп. 1) п. 8"),
        ("Law 45-1", "Заңның 45-1-бабы", "ст. 45-1 Закона"),
        ("Law 12(19)", "Заңның 12-бабының 19) тармақшасы", "пп. 19) ст. 12 Закона"),
        ("Law 14(1)(8)", "Заңның 14-бабы 1-тармағының 8) тармақшасы", "пп. 8) п. 1 ст. 14 Закона"),
        ("H1", "H1", "H1"),
        ("", "", ""),
    ],
)
def test_a_paragraph_is_cited_as_the_language_of_the_law_does(text, kk, ru):
    """Kazakh and Russian name point and paragraph; English, and a house rule, keep the short sign."""
    assert [formats.rule(text, language) for language in ("kk", "ru", "en")] == [kk, ru, text]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_year_has_twelve_months_and_a_week_seven_days(language):
    """No name is missing or written twice in any language."""
    assert len({formats.date(dt.date(2026, month, 1), language) for month in range(1, 13)}) == 12
    assert len({formats.WEEKDAYS[language][n] for n in range(7)}) == 7
    assert len({formats.WEEKDAYS_SHORT[language][n] for n in range(7)}) == 7


@pytest.mark.parametrize(
    ("first", "last", "kk", "ru", "en"),
    [
        ("2026-03-05", "2026-03-05", "2026 жылғы 5 наурыз", "5 марта 2026 г.", "5 March 2026"),
        ("2026-03-05", "2026-03-11", "2026 жылғы 5–11 наурыз", "5–11 марта 2026 г.", "5–11 March 2026"),
        (
            "2026-03-25",
            "2026-04-02",
            "2026 жылғы 25 наурыз – 2 сәуір",
            "25 марта – 2 апреля 2026 г.",
            "25 March – 2 April 2026",
        ),
        (
            "2026-12-30",
            "2027-01-05",
            "2026 жылғы 30 желтоқсан – 2027 жылғы 5 қаңтар",
            "30 декабря 2026 г. – 5 января 2027 г.",
            "30 December 2026 – 5 January 2027",
        ),
    ],
)
def test_a_range_says_month_and_year_once(first, last, kk, ru, en):
    """What both ends share is said once."""
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert [plain(formats.date_range(*days, language)) for language in ("kk", "ru", "en")] == [kk, ru, en]


def test_an_instant_is_shown_in_almaty():
    """20:30 UTC is already the next day in Kazakhstan."""
    moment = dt.datetime(2026, 3, 4, 20, 30, tzinfo=dt.UTC)
    assert plain(formats.instant(moment, "ru")) == "5 марта 2026 г., 01:30"


def test_a_term_ends_at_24_00_or_when_the_office_closes():
    """The last instant of a day is called 24:00 of that day, not 00:00 of the next."""
    assert formats.closing_time(DAY, clock.end_of(DAY)) == "24:00"
    assert formats.closing_time(DAY, clock.at(DAY, 18, 30)) == "18:30"
    assert formats.closing_time(DAY, None) == "24:00"


@pytest.mark.parametrize(
    ("amount", "exact", "kk", "en"),
    [
        ("1500000.00", False, "1 500 000 ₸", "₸1,500,000"),
        ("1500000.00", True, "1 500 000,00 ₸", "₸1,500,000.00"),
        ("1234.5", False, "1 234,50 ₸", "₸1,234.50"),
        ("0", False, "0 ₸", "₸0"),
        ("-12.30", False, "-12,30 ₸", "-₸12.30"),
        ("999999999999999.99", False, "999 999 999 999 999,99 ₸", "₸999,999,999,999,999.99"),
    ],
)
def test_money_shows_every_tiyn_and_no_float(amount, exact, kk, en):
    """Amounts are exact however large; whole tenge are shown without decimals unless asked."""
    value = Decimal(amount)
    assert [plain(formats.money(value, language, exact)) for language in ("kk", "ru", "en")] == [kk, kk, en]


@pytest.mark.parametrize(
    ("size", "ru", "en"),
    [
        (0, "0 байт", "0 bytes"),
        (1023, "1 023 байт", "1,023 bytes"),
        (52110, "51 КБ", "51 KB"),
        (2_500_000, "2,4 МБ", "2.4 MB"),
    ],
)
def test_a_file_size_is_said_in_the_unit_people_use(size, ru, en):
    """Bytes, then steps of 1024."""
    assert (plain(formats.filesize(size, "ru")), plain(formats.filesize(size, "en"))) == (ru, en)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A small application that knows the languages, with translations compiled from the fragments."""
    import shutil

    from qyzmet.files import paths
    from qyzmet.translations import build

    folder = tmp_path_factory.mktemp("translations")
    for language in build.PLURALS:
        shutil.copytree(paths.TRANSLATIONS / language, folder / language)
    build.compile_all(folder)
    app = Flask("formats")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    Babel(app, locale_selector=lambda: "kk")
    formats.register(app)
    widgets.register(app)
    return app


@pytest.mark.parametrize(
    ("language", "count", "left", "over"),
    [
        ("ru", 1, "остался 1 рабочий день", "просрочено на 1 рабочий день"),
        ("ru", 2, "осталось 2 рабочих дня", "просрочено на 2 рабочих дня"),
        ("ru", 5, "осталось 5 рабочих дней", "просрочено на 5 рабочих дней"),
        ("ru", 11, "осталось 11 рабочих дней", "просрочено на 11 рабочих дней"),
        ("ru", 21, "остался 21 рабочий день", "просрочено на 21 рабочий день"),
        ("kk", 2, "2 жұмыс күні қалды", "мерзімнен 2 жұмыс күні өтті"),
        ("en", 1, "1 working day left", "overdue by 1 working day"),
        ("en", 2, "2 working days left", "overdue by 2 working days"),
    ],
)
def test_what_is_left_has_the_right_plural(app, language, count, left, over):
    """Russian has three forms; the number decides."""
    with app.test_request_context(), force_locale(language):
        assert formats.days_left(count) == left
        assert formats.overdue_by(-count) == over


@pytest.mark.parametrize("text", ["26.03.2027", "26/03/2027", "26-3-2027", " 26 03 2027 ", "2027-03-26", "2027-3-26"])
def test_a_date_is_read_as_people_write_it(text):
    """Day, month, year with any usual mark, or ISO."""
    assert widgets.read_date(text) == dt.date(2027, 3, 26)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("day", [dt.date(2026, month, 24) for month in range(1, 13)])
def test_what_our_pages_write_is_read_again(app, language, day):
    """A date pasted from our pages, with its weekday or without it, is read again; with a time after it too."""
    for written in (formats.date(day, language), formats.date_long(day, language), formats.date_short(day, language)):
        assert widgets.read_date(written) == day
        assert read_day_and_time(f"{written}, 18:00") == (day, 18, 0)
        assert read_day_and_time(f"{written},24:00") == (day, 24, 0)
    assert read_day_and_time(formats.instant(clock.at(day, 9, 5), language)) == (day, 9, 5)


@pytest.mark.parametrize("text", ["31.02.2027", "26.13.2027", "26.03.27", "0.0.0000", "tomorrow", "٢٦.٠٣.٢٠٢٧", "2027"])
def test_what_is_no_date_is_refused(app, text):
    """31 February, a year of two digits and words are no dates."""
    with app.test_request_context(), pytest.raises(widgets.NotUnderstood):
        widgets.read_date(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 500 000,00", "1500000.00"),
        ("1500000.00", "1500000.00"),
        ("1\u00a0500\u202f000,5 ₸", "1500000.50"),
        ("1,500,000.25", "1500000.25"),
        ("1.500.000,25", "1500000.25"),
        ("1,500,000", "1500000.00"),
        ("1500000 тг", "1500000.00"),
        ("0", "0.00"),
        ("999999999999999.99", "999999999999999.99"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, amount):
    """Spaces, comma or point, currency after it; always exactly two decimals."""
    read = widgets.read_money(text)
    assert str(read) == amount


@pytest.mark.parametrize(
    "text",
    ["1,500", "12.345", "-5", "1e5", "NaN", "1,50,00", "1.2.3", "12,34,567.00", ".", ",5", "1000000000000000", "٥"],
)
def test_what_is_no_clear_amount_is_refused(app, text):
    """`1,500` means fifteen hundred to one and one and a half to another: it is asked again, not guessed."""
    with app.test_request_context(), pytest.raises(widgets.NotUnderstood):
        widgets.read_money(text)


@given(st.decimals(min_value=0, max_value=Decimal("999999999999999.99"), places=2), st.sampled_from(["kk", "ru", "en"]))
def test_an_amount_that_is_shown_can_be_sent_back(value, language):
    """What the form shows is read as the same amount, in every language."""
    assert widgets.read_money(formats.number(value, language, 2)) == value
    assert widgets.read_money(formats.money(value, language, exact=True)) == value


class Row(wtforms.Form):
    surname = wtforms.StringField("Surname", [wtforms.validators.InputRequired("Write the surname")])


class Sample(wtforms.Form):
    on = widgets.DateField("Date")
    price = widgets.MoneyField("Price")
    contacts = wtforms.FieldList(wtforms.FormField(Row), max_entries=5)


def test_what_was_typed_stands_again_when_it_is_not_understood(app):
    """Nothing typed is lost: an impossible date and an unclear amount are shown as they were sent."""
    with app.test_request_context():
        form = Sample(MultiDict({"on": "31.02.2027", "price": "1,500"}))
        assert not form.validate()
        assert (form.on._value(), form.price._value()) == ("31.02.2027", "1,500")
        assert form.on.errors
        assert form.price.errors


def test_a_draft_that_holds_unreadable_text_shows_it(app):
    """A stored draft may hold what its author typed wrongly; it is shown, and is no value."""
    with app.test_request_context():
        form = Sample(data={"on": "31.02.2027", "price": "1500000.00"})
        assert form.on.data is None
        assert form.on._value() == "31.02.2027"
        assert form.price.data == Decimal("1500000.00")
        assert plain(form.price._value()) == "1 500 000,00"


@pytest.mark.parametrize("sent", [1.5, True, ["x"], {"a": 1}, "\x00", "9" * 10_000, "\ud800"])
def test_a_malformed_value_is_an_error_and_never_an_exception(app, sent):
    """Whatever arrives in the place of a date or an amount, the form answers with a message."""
    with app.test_request_context():
        form = Sample(MultiDict([("on", sent), ("price", sent)]))
        assert not form.validate()
        assert form.on.errors
        assert form.price.errors


def test_a_row_is_added_and_removed_without_scripts():
    """The buttons post their list and their row; later rows move up and the rest stays as typed."""
    sent = MultiDict(
        [("price", "5"), ("contacts-0-surname", "A"), ("contacts-1-surname", "B"), ("contacts-2-surname", "C")]
    )
    added = widgets.change_rows(MultiDict([*sent.items(multi=True), ("add", "contacts")]))
    assert [row.form.surname.data for row in Sample(added).contacts] == ["A", "B", "C", None]
    removed = widgets.change_rows(MultiDict([*sent.items(multi=True), ("remove", "contacts-1")]))
    assert [row.form.surname.data for row in Sample(removed).contacts] == ["A", "C"]
    assert removed["price"] == "5"
    assert widgets.change_rows(sent) is None


@pytest.mark.parametrize("row", ["contacts", "-", "contacts-x", "contacts-99999999999", "nothing-0", "contacts-9"])
def test_removing_a_row_that_is_not_there_changes_nothing(row):
    """A made-up row name removes no one else's row."""
    sent = MultiDict([("contacts-0-surname", "A"), ("remove", row)])
    assert widgets.change_rows(sent).getlist("contacts-0-surname") == ["A"]


def test_every_message_leads_to_its_field(app):
    """The error summary links to the innermost field, also within repeated rows."""
    with app.test_request_context():
        form = Sample(MultiDict({"on": "x", "contacts-0-surname": ""}))
        form.validate()
        assert [error["href"] for error in widgets.form_errors(form)] == ["#on", "#contacts-0-surname"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "H38, ішкі тәртіп"), ("ru", "H38, внутренний порядок"), ("en", "H38, house rule")],
)
def test_a_house_rule_never_looks_like_the_law(app, language, said):
    """Wherever one is cited, the word stands beside it that says so; a paragraph is cited as lawyers cite it."""
    with app.test_request_context(), force_locale(language):
        assert formats.cited("H38") == said
        assert formats.cited("H22.2").startswith("H22.2, ")
        assert "," not in formats.cited("¶ 42")


@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "күнтізбелік 30 күн"), ("ru", "30 календарных дней"), ("en", "30 calendar days")],
)
def test_calendar_days_are_called_so(app, language, said):
    """Law 45-2 gives 30 calendar days, no working days."""
    with app.test_request_context(), force_locale(language):
        assert formats.calendar_days(30) == said
