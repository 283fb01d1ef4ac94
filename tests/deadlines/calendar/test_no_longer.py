"""The year's page says which holidays there are no longer."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.deadlines.calendar import in_force, no_longer


@pytest.mark.parametrize(
    ("year", "missing"),
    [
        (2021, []),
        (2022, [dt.date(2022, 12, 1), dt.date(2022, 12, 17)]),
        (2025, []),
        (2026, [dt.date(2026, 8, 30)]),
        (2027, [dt.date(2027, 8, 30)]),
        (2029, []),
    ],
)
def test_a_holiday_that_ended_is_told_of_for_some_years(app: Flask, year: int, missing: list[dt.date]) -> None:
    """From the first year without it; as long as it was one, the calendar itself shows it."""
    assert [on for on, _ended in no_longer.missing_in(in_force.current(), year)] == missing


@pytest.mark.parametrize(("language", "words"), [("kk", "30 тамыз"), ("ru", "30 августа"), ("en", "30 August")])
def test_the_year_2026_says_why_30_august_is_no_holiday(client: FlaskClient, language: str, words: str) -> None:
    """The reader learns that Constitution Day is another day now."""
    page = client.get(f"/deadlines/calendar/2026?lang={language}").text.replace("\u00a0", " ")
    assert words in page.split('class="qz-year__list"')[1].split("</ul>", 1)[1]
