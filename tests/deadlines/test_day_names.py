"""The calendar's names in Kazakh, Russian and English."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask_babel import force_locale

from qyzmet.deadlines import day_names, seed
from qyzmet.deadlines.calendar_csv import CalendarErrors, read
from qyzmet.translations import build
from qyzmet.web import languages

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def app():
    build.compile_all()
    app = Flask(__name__)
    languages.register(app)
    return app


@pytest.fixture(params=["kk", "ru", "en"])
def language(app, request):
    with app.app_context(), force_locale(request.param):
        yield request.param


def test_every_name_of_the_facts_is_known_in_every_language(language):
    """No English is left in Kazakh and Russian, no keepers' note and no ISO date in any."""
    for row in seed.facts():
        text = day_names.name_text(row.name)
        assert "[" not in text
        assert row.on.isoformat()[:5] not in text
        if language != "en":
            assert not any("a" <= letter <= "z" for letter in text.lower())


def test_what_holidays_proposes_is_known_in_every_language(language):
    """The proposal for a year beyond the facts speaks in the same names."""
    for row in seed.proposed_rows(2028):
        text = day_names.name_text(row.name)
        assert text
        assert language == "en" or not any("a" <= letter <= "z" for letter in text.lower())


def test_a_name_that_nobody_knows_is_shown_as_it_is(language):
    """An administrator's own name stays; each of several joined names is told by itself."""
    assert day_names.name_text("Day of the city") == "Day of the city"
    assert day_names.name_text("Day off moved from 2026-02-31 Sat") == "Day off moved from 2026-02-31 Sat"
    both = day_names.name_text("Nauryz; Day of the city")
    assert both == f"{day_names.name_text('Nauryz')}; Day of the city"


def test_every_source_of_the_facts_is_known_in_every_language(language):
    """The law or decree is said in the reader's language; only its number and its address keep Latin letters."""
    for source in {row.source for row in [*seed.facts(), *seed.proposed_rows(2028)]}:
        text = day_names.source_text(source)
        assert text != source
        assert "[" not in text
        assert "->" not in text
        if language != "en":
            assert not re.search("[a-z]{2}", text)


@pytest.mark.parametrize(
    ("language", "full", "month", "year"),
    [
        (
            "kk",
            "Үкіметтің № 713 қаулысы, 2021\u00a0жылғы 6\u00a0қазан",
            "Үкіметтің № 713 қаулыға өзгерістер енгізу туралы № 796 қаулысы, 2022 жылғы қазан (P2200000796)",
            "Үкіметтің № 67 қаулысы, 2016 жыл (P1600000067)",
        ),
        (
            "ru",
            "Постановление Правительства № 713, 6\u00a0октября 2021\u00a0г.",
            "Постановление Правительства № 796, октябрь 2022 г., "
            "о внесении изменений в постановление № 713 (P2200000796)",
            "Постановление Правительства № 67, 2016 год (P1600000067)",
        ),
        (
            "en",
            "Government decree No. 713, 6\u00a0October 2021",
            "Government decree No. 796, October 2022, amending No. 713 (P2200000796)",
            "Government decree No. 67, in 2016 (P1600000067)",
        ),
    ],
)
def test_a_decree_is_dated_as_far_as_its_date_is_known(app, language, full, month, year):
    """A day, a month or a year; the act that it amends and its code stay."""
    with app.app_context(), force_locale(language):
        assert day_names.source_text("Govt decree No 713 of 06.10.2021 (pm.kz)") == full
        assert day_names.source_text("Govt decree No 796 of 10.2022 amending No 713 (adilet P2200000796)") == month
        assert day_names.source_text("Govt decree No 67 of 2016 (adilet P1600000067)") == year


def test_a_source_that_nobody_knows_is_shown_as_it_is(language):
    """An administrator's own words stay, and so does a date that no calendar has."""
    for source in ("Order of the mayor", "", "Govt decree No 1 of 31.02.2027", "Govt decree No 1 of 13.2027"):
        assert day_names.source_text(source) == source


@pytest.mark.parametrize(
    ("language", "saturday", "holiday", "in_lieu"),
    [
        ("kk", "сенбі", "Халықаралық әйелдер күні", "2026\u00a0жылғы 8\u00a0наурыз күнінің орнына"),
        ("ru", "суббота", "Международный женский день", "вместо 8\u00a0марта 2026\u00a0г."),
        ("en", "Saturday", "International Women's Day", "instead of 8\u00a0March 2026"),
    ],
)
def test_the_reasons_of_a_term(app, language, saturday, holiday, in_lieu):
    """Each day passed over says why, dates as the language writes them."""
    term = seed.seed_calendar().explain(dt.date(2026, 3, 5), 3)
    with app.app_context(), force_locale(language):
        assert [day_names.reason_text(day) for day in term.skipped] == [
            saturday,
            holiday,
            f"{holiday} ({in_lieu})",
        ]
        assert [day_names.reason_text(day) for day in term.strip if day.working] == ["", "", ""]


def test_a_refused_file_is_explained_in_every_language(language):
    """The line's number and the value that was wrong are in the message."""
    with pytest.raises(CalendarErrors) as caught:
        read(b"date,kind,name,source\n2026-02-31,holiday,X,Y\n2026-01-01,feast,X,Y\n")
    texts = [day_names.line_error_text(error) for error in caught.value.errors]
    assert "2" in texts[0]
    assert "2026-02-31" in texts[0]
    assert "feast" in texts[1]
    assert (texts[0] == "Line 2: “2026-02-31” is not a date written as YYYY-MM-DD") == (language == "en")
