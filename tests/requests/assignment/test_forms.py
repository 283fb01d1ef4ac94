"""The form of a design assignment: the contract's names and types, three levels of processes, bad input by field."""

import copy
from typing import Any

import jsonschema
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from qyzmet.forms.binding import bind_json, bind_post, errors_of, json_of, taken
from qyzmet.forms.schema import schema_of
from qyzmet.procedure.form_sections import filled_by
from qyzmet.requests.assignment import sample as samples
from qyzmet.requests.assignment.approval.agree_security import AgreeSecurityForm
from qyzmet.requests.assignment.forms import AssignmentForm
from qyzmet.requests.assignment.parts import PARTS
from qyzmet.requests.ppp.record_budget import RecordBudgetForm

SAMPLES = (samples.lease, samples.operator, samples.ppp, samples.restoration)
# As the contract prints it: what is null may be left out.
CONTRACT: dict[str, Any] = {
    "general": {
        "purpose": "…",
        "state_bodies": 3,
        "users": 12000,
        "resource_class": "…",
        "software_class": "…",
        "mechanism": "lease",
        "object": "ssp",
        "stages": ["…"],
    },
    "ceiling_lease": "50000000.00",
    "ceiling_service": "60000000.00",
    "processes": [{"name": "…", "roles": ["…"], "number_per_year": 900, "children": []}],
    "platform": "…",
    "integrations": [{"name": "…", "register": "IS-12"}],
    "performance": [{"name": "response", "value": "2", "unit": "s", "load": "500 users"}],
    "security": {"class": "3", "text": "…"},
    "commissioning": {
        "text": "…",
        "technical_documents": ["administrator's guide"],
        "source_code": "…",
        "property_after_3_years": True,
    },
    "code_reuse": "…",
    "training": "…",
    "criteria": [
        {"key": "licence", "name": "…", "kind": "pass_fail"},
        {"key": "approach", "name": "…", "kind": "scored", "weight": "60", "scale_max": "5", "pass_mark": "2"},
        {"key": "price", "name": "…", "kind": "price", "weight": "40"},
    ],
    "schedule": [
        {
            "step": "…",
            "working_days": 40,
            "responsible": "supplier",
            "accountable": "integrator",
            "consulted": ["operator"],
            "informed": ["state_body"],
        }
    ],
    "contract_terms": {"text": "…", "lease_months": 36, "state_support": []},
}


@pytest.fixture(autouse=True)
def _english(app: Flask):
    with app.test_request_context("/?lang=en"):
        yield


def errors(data: dict[str, Any], *, draft: bool = False) -> dict[str, list[str]]:
    """What the form says of data."""
    form = bind_json(AssignmentForm, data, draft=draft)
    return {} if form.validate() else errors_of(form, "data.")


def changed(path: str, value: Any) -> dict[str, Any]:
    """The contract's example with one value changed."""
    data = copy.deepcopy(CONTRACT)
    inner: Any = data
    *steps, last = path.split(".")
    for step in steps:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    inner[int(last) if isinstance(inner, list) else last] = value
    return data


def test_the_fourteen_parts_are_the_forms_fields():
    """¶ 19 has fourteen parts, numbered, and each key of the data belongs to one of them."""
    assert [part.number for part in PARTS] == list(range(1, 15))
    assert [key for part in PARTS for key in part.keys] == list(AssignmentForm()._fields)
    part = filled_by(PARTS, "data.criteria.1.weight")
    assert part is not None
    assert part.number == 12


def test_the_contracts_example_is_taken():
    """What the contract prints is complete, is what the schema says, and is kept in the same spelling."""
    assert errors(CONTRACT) == {}
    jsonschema.validate(CONTRACT, schema_of(AssignmentForm, draft=True), cls=jsonschema.Draft202012Validator)
    kept = taken(bind_json(AssignmentForm, CONTRACT))
    assert kept["security"] == {"class": "3", "text": "…"}
    assert kept["criteria"][0] == CONTRACT["criteria"][0] | {"weight": None, "scale_max": None, "pass_mark": None}
    assert kept["criteria"][1] == CONTRACT["criteria"][1]
    assert kept["integrations"] == [CONTRACT["integrations"][0] | {"description": ""}]
    for key in ("general", "ceiling_lease", "processes", "performance", "commissioning", "schedule", "contract_terms"):
        assert kept[key] == CONTRACT[key]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples_are_kept_as_they_are(sample: Any):
    """Real assignments pass through the form unchanged, also a second time and as a draft."""
    data = sample()
    assert taken(bind_json(AssignmentForm, data)) == data
    assert json_of(AssignmentForm(data=data)) == data
    assert json_of(bind_json(AssignmentForm, data, draft=True)) == data


def test_a_draft_may_be_open():
    """A draft may lack everything; only the keys that were given replace."""
    assert errors({}, draft=True) == {}
    assert errors({"integrations": [{"name": "x"}], "criteria": [{"kind": "scored"}]}, draft=True) == {}
    form = bind_json(AssignmentForm, {"platform": "x"}, draft=True)
    assert json_of(form) == {"platform": "x"}


@pytest.mark.parametrize(
    ("path", "value", "at", "says"),
    [
        ("platform", "x" * 100_000, "platform", "at most"),
        ("general.purpose", "x" * 100_000, "general.purpose", "at most"),
        ("processes.0.name", "x" * 100_000, "processes.0.name", "at most"),
        ("training", "a\x00b", "training", "control characters"),
        ("general.software_class", "a\nb", "general.software_class", "one line"),
        ("ceiling_lease", "-1.00", "ceiling_lease", "negative"),
        ("ceiling_service", "9" * 20, "ceiling_service", "too large"),
        ("ceiling_service", 60000000, "ceiling_service", "as text"),
        ("ceiling_service", "0.001", "ceiling_service", "as text"),
        ("general.users", "12000", "general.users", "whole number"),
        ("general.users", 0, "general.users", "from 1"),
        ("general.mechanism", "gift", "general.mechanism", "lease, operator, ppp"),
        ("criteria.1.weight", 60, "criteria.1.weight", "as text"),
        ("criteria.1.weight", "-60", "criteria.1.weight", "Write a number"),
        ("criteria.1.weight", None, "criteria.1.weight", "Give the weight"),
        ("criteria.1.scale_max", None, "criteria.1.scale_max", "highest score"),
        ("criteria.0.weight", "10", "criteria.0.weight", "no weight"),
        ("criteria.2.pass_mark", "2", "criteria.2.pass_mark", "Only a scored"),
        ("schedule.0.working_days", 0, "schedule.0.working_days", "from 1"),
        ("schedule.0.working_days", -5, "schedule.0.working_days", "from 1"),
        ("schedule.0.consulted", "operator", "schedule.0.consulted", "A list"),
        ("schedule.0.informed", ["nobody"], "schedule.0.informed", "commission"),
        ("schedule.0.responsible", "customer", "schedule.0.responsible", "One of these"),
        ("integrations.0", {"name": "x", "register": None}, "integrations.0.description", "describe"),
        ("integrations.0.register", "IS-0", "integrations.0.register", "IS-12"),
        ("contract_terms.lease_months", 0, "contract_terms.lease_months", "from 1"),
        ("performance.0.value", "two", "performance.0.value", "Write a number"),
        ("general.colour", "red", "general.colour", "no such field"),
    ],
)
def test_bad_input_is_told_at_its_field(path: str, value: Any, at: str, says: str):
    """One wrong value gives one clear error, at its own path."""
    found = errors(changed(path, value))
    assert list(found) == [f"data.{at}"]
    assert says in found[f"data.{at}"][0]


def test_processes_have_three_levels():
    """A function, the third level, takes an empty list of children only; what is in it is an error, in drafts too."""
    third: dict[str, Any] = {"name": "c", "roles": ["r"], "number_per_year": 1, "children": []}
    second = third | {"name": "b", "children": [third]}
    data = {"processes": [third | {"name": "a", "children": [second]}]}
    assert errors(data, draft=True) == {}
    third["children"] = [{"name": "d", "roles": [], "number_per_year": 1, "children": []}]
    assert errors(data, draft=True) == {
        "data.processes.0.children.0.children.0.children": [
            "There are three levels: process, sub-process, function. A function holds none: give an empty list"
        ]
    }


def test_a_page_posts_the_same():
    """A page's fields, nested rows and ticked boxes end in the contract's data; blank rows are left out."""
    post = MultiDict(
        {
            "ceiling_lease": "50 000 000,00",
            "processes-0-name": "A",
            "processes-0-roles": " R \r\n\r\nS",
            "processes-0-number_per_year": "1 900",
            "processes-0-children-0-name": "B",
            "processes-0-children-0-children-0-name": "C",
            "processes-0-children-0-children-0-children": "",
            "processes-0-children-1-name": "",
            "processes-1-name": "",
            "integrations-0-name": "X",
            "integrations-0-register": "IS-3",
            "schedule-0-step": "S",
            "schedule-0-working_days": "5",
            "schedule-0-responsible": "supplier",
            "schedule-0-consulted": ["operator", "commission"],
            "schedule-1-step": "",
        }
    )
    only = ("ceiling_lease", "processes", "integrations", "schedule")
    data = taken(bind_post(AssignmentForm, post, draft=True, only=only))
    assert data["ceiling_lease"] == "50000000.00"
    (process,) = data["processes"]
    assert (process["roles"], process["number_per_year"]) == (["R", "S"], 1900)
    assert process["children"][0]["children"] == [{"name": "C", "roles": [], "number_per_year": None, "children": []}]
    assert data["integrations"] == [{"name": "X", "register": "IS-3", "description": ""}]
    (step,) = data["schedule"]
    assert (step["consulted"], step["informed"], step["accountable"]) == (["operator", "commission"], [], None)


def test_what_the_moves_carry(app: Flask):
    """The paper of the State Technical Service is optional, the budget's is not; its basis is one of two."""
    assert taken(bind_json(AgreeSecurityForm, {})) == {"document": None}
    form = bind_json(RecordBudgetForm, {"basis": "gift", "received_on": "2026-02-31"})
    assert not form.validate()
    assert set(errors_of(form)) == {"basis", "received_on", "document"}
