"""The fourteen parts on pages: read, and as fields of the form; the schedule worked out."""

from typing import Any

import pytest
from flask import Flask

from qyzmet.forms.binding import bind_json
from qyzmet.procedure.form_sections import Section
from qyzmet.requests.assignment import contents, pages
from qyzmet.requests.assignment import sample as samples
from qyzmet.requests.assignment.forms import AssignmentForm
from qyzmet.requests.assignment.parts import PARTS
from qyzmet.requests.assignment.schedule import schedule_of
from qyzmet.requests.services_register import register
from qyzmet.requests.services_register import sample as register_sample
from tests.requests.conftest import House
from tests.web.reading import LANGUAGES, page, read

PRINTED = """{% from "requests/assignment/contents.html" import printed with context %}<dl>
{% for part in parts %}{{ printed(part, data, facts, current_language, "/change", ["Wrong"]) }}{% endfor %}</dl>"""
FIELDS = """{% from "requests/assignment/part.html" import part_fields with context %}<form>
{{ part_fields(part, form, data) }}</form>"""


def printed(app: Flask, data: dict[str, Any], language: str = "en") -> str:
    """All parts as a page shows them, well formed."""
    shown = page(app, language, PRINTED, parts=PARTS, data=data, facts=contents.facts(data))
    return " ".join(read(shown).text)


def fields(app: Flask, part: Section, form: AssignmentForm, data: dict[str, Any]) -> str:
    """A part's fields as a page shows them, well formed."""
    shown = page(app, "en", FIELDS, part=part, form=form, data=data)
    read(shown)
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", [samples.lease, samples.operator, samples.ppp])
def test_every_part_is_read(app: Flask, sample: Any, language: str):
    """Real assignments are shown whole: the order's headings, amounts, tree, sums and matrix."""
    data = sample()
    shown = printed(app, data, language)
    for part in PARTS:
        assert part.official in shown
    amount = "₸61,200,000" if language == "en" else "61\xa0200\xa0000\xa0₸"
    for text in (amount, "Проверка ЭЦП", "99.5" if language == "en" else "99,5"):
        assert text in shown


def test_open_parts_are_said_to_be_open(app: Flask):
    """An empty draft shows every part as not provided; half-filled rows break nothing."""
    assert printed(app, {}).count("Not provided") == len(PARTS)
    half = {
        "general": {},
        "processes": [{"name": ""}],
        "criteria": [{"kind": None}],
        "schedule": [{}],
        "integrations": [],
    }
    kept = bind_json(AssignmentForm, half, draft=True)
    assert kept.validate()
    assert "No integrations" in printed(app, half)


def test_what_was_typed_is_no_markup(app: Flask):
    """Texts of all parts are escaped."""
    evil = "<script>alert(1)</script>"
    data = samples.lease()
    data |= {"platform": evil, "training": evil}
    data["processes"][0]["name"] = data["schedule"][0]["step"] = data["criteria"][0]["name"] = evil
    shown = page(app, "en", PRINTED, parts=PARTS, data=data, facts=contents.facts(data))
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") >= 5


def test_integrations_lead_to_the_register(app: Flask, house: House):
    """A service of the register is named as it is there, with a link; an unknown number stands as it was written."""
    with house.as_("integrator_head"):
        numbers = register_sample.add()
    data = samples.lease({"persons": numbers["persons"], "organisations": "IS-999999"})
    shown = page(app, "en", PRINTED, parts=PARTS, data=data, facts=contents.facts(data))
    assert f'href="/requests/register/{numbers["persons"]}"' in shown
    assert "IS-999999" in shown


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.keys[0])
def test_every_part_can_be_filled_in(app: Flask, house: House, part: Section):
    """Each part's page shows what is kept, invites where nothing is, and shows errors at the fields."""
    with house.as_("integrator_head"):
        numbers = register_sample.add()
    data = samples.lease(numbers)
    with app.test_request_context("/?lang=en"):
        full = bind_json(AssignmentForm, {key: data[key] for key in part.keys}, draft=True)
        pages.offer(None, full)
        blank = bind_json(AssignmentForm, {}, draft=True)
        pages.prepare(None, blank)
        asked = bind_json(AssignmentForm, {})
        asked.validate()
    for form in (full, blank, asked):
        shown = fields(app, part, form, data)
        assert f'name="{part.keys[0]}' in shown
    if part.keys == ("integrations",):
        assert f'<option value="{numbers["gateway"]}" selected>' in fields(app, part, full, data)
        assert numbers["heritage"] not in dict(register.working())


def test_criteria_typed_on_a_page_get_keys():
    """A key is free and stays: bids answer criteria by their keys."""
    typed = {"criteria": [{"key": "", "name": "a"}, {"key": "c1", "name": "b"}, {"key": "", "name": "c"}]}
    assert [each["key"] for each in pages.complete(typed)["criteria"]] == ["c2", "c1", "c3"]
    assert pages.complete({"training": "x"}) == {"training": "x"}


def test_steps_follow_one_another():
    """Days count from the start; a participant has every share that is named; open steps count nothing."""
    schedule = schedule_of(samples.lease()["schedule"])
    assert (schedule.steps[0].first_day, schedule.steps[0].last_day) == (1, 18)
    assert (schedule.steps[1].first_day, schedule.steps[1].last_day) == (19, 29)
    assert schedule.working_days == sum(step.working_days for step in schedule.steps) == 125
    assert schedule.steps[0].shares["integrator"] == ("responsible", "accountable")
    assert schedule.participants[-1] == "commission"
    assert "commission" not in schedule_of(samples.restoration()["schedule"][:1]).participants
    assert schedule_of([{}, {"working_days": None}]).working_days == 0
