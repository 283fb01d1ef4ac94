"""¶ 19: what stands against proposing a design assignment."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qyzmet.requests.assignment import sample as samples
from qyzmet.requests.assignment.approval.against_proposing import (
    against_criteria,
    against_prices,
    against_proposing,
    weight_sum,
)

REGISTER = {"IS-1": "working", "IS-2": "stopped", "IS-3": "planned"}
PROBED = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def _english(app: Flask):
    with app.test_request_context("/?lang=en"):
        yield


def told(data: dict[str, Any]) -> dict[str, str]:
    """The reasons by field, with their texts."""
    return {str(reason.field): reason.text for reason in against_proposing(data, REGISTER.get)}


@pytest.mark.parametrize("sample", [samples.lease, samples.operator, samples.ppp, samples.restoration])
def test_the_real_assignments_can_be_proposed(sample: Any):
    """Nothing stands against the samples of the three mechanisms, described or taken from the register."""
    assert told(sample()) == {}
    assert told(sample({"persons": "IS-1"})) == {}


def test_every_part_is_asked_for():
    """An empty assignment lacks each part but those that may be empty; the mechanism says what of those is needed."""
    fields = {field.removeprefix("data.").split(".")[0] for field in told({})}
    assert fields == {
        *("general", "ceiling_service", "processes", "platform", "performance", "security", "commissioning"),
        *("code_reuse", "training", "schedule", "contract_terms"),
    }


def test_weights_of_99_9_are_refused_with_their_sum():
    """Weights add to exactly 100; what they add to is told."""
    data = samples.lease()
    data["criteria"][1]["weight"] = "39.9"
    assert told(data) == {
        "data.criteria": "The weights of the scored criteria and of the price must add to exactly 100. They add to 99.9"
    }


WEIGHTS = st.decimals(min_value=Decimal("0.01"), max_value=100, places=2).map(lambda number: format(number, "f"))


@st.composite
def criteria(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Criteria of all kinds; half of the time the last weight fills the sum up to 100 where it can."""
    weights = draw(st.lists(WEIGHTS, min_size=1, max_size=8))
    rest = 100 - sum(map(Fraction, weights[:-1]))
    if draw(st.booleans()) and rest > 0:
        weights[-1] = format(Decimal(rest.numerator) / Decimal(rest.denominator), "f")
    made = [
        {"key": f"c{index}", "kind": "scored", "weight": weight, "scale_max": "5", "pass_mark": None}
        for index, weight in enumerate(weights)
    ]
    if draw(st.booleans()):
        made[-1] |= {"kind": "price", "scale_max": None}
    met = {"kind": "pass_fail", "weight": None, "scale_max": None, "pass_mark": None}
    return made + [met | {"key": f"m{index}"} for index in range(draw(st.integers(0, 2)))]


@pytest.mark.slow
@PROBED
@given(criteria())
@example([{"key": "a", "kind": "scored", "weight": "33.3", "scale_max": "5"}] * 3)
def test_weights_are_refused_unless_they_add_to_100(made: list[dict[str, Any]]):
    """Fractions, which lose nothing, say the same: a reason at `criteria` if and only if the sum is not 100."""
    exact = sum((Fraction(each["weight"]) for each in made if each["weight"]), Fraction(0))
    assert Fraction(weight_sum(made)) == exact
    assert ("data.criteria" in [reason.field for reason in against_criteria(made)]) == (exact != 100)


@pytest.mark.slow
@PROBED
@given(st.decimals(0, 20, places=2), st.decimals(0, 20, places=2), st.decimals(0, 100, places=2))
def test_scales_that_cannot_be_scored_by(best: Decimal, mark: Decimal, weight: Decimal):
    """The highest score and the weight are above zero, and the pass mark is not above the highest score."""
    made = [{"key": "a", "kind": "scored", "weight": str(weight), "scale_max": str(best), "pass_mark": str(mark)}]
    fields = {str(reason.field) for reason in against_criteria(made)} - {"data.criteria"}
    wrong = {"scale_max": best == 0, "pass_mark": mark > best, "weight": weight == 0}
    assert fields == {f"data.criteria.0.{name}" for name, is_wrong in wrong.items() if is_wrong}


def test_criteria_are_told_apart():
    """Two criteria with one key, and a second price, are refused; pass/fail alone ranks nobody."""
    data = samples.lease()
    data["criteria"][2] |= {"key": "approach"}
    assert set(told(data)) == {"data.criteria.2.key"}
    data = samples.lease()
    data["criteria"][1] |= {"kind": "price", "scale_max": None, "pass_mark": None}
    assert set(told(data)) == {"data.criteria.3.kind"}
    data["criteria"] = data["criteria"][:1]
    assert "ranked" in told(data)["data.criteria"]


def test_each_mechanism_needs_its_own():
    """A lease needs price, length and criteria; a PPP project its state support; ¶ 88 needs none of these."""
    for mechanism, more in (("lease", set()), ("ppp", {"data.contract_terms.state_support"})):
        data = samples.operator()
        data["general"]["mechanism"] = mechanism
        assert set(told(data)) == {
            *("data.ceiling_lease", "data.criteria", "data.contract_terms.lease_months"),
            *more,
        }


@pytest.mark.parametrize(
    ("lease", "service", "fields"),
    [
        ("0.00", "0.00", {"ceiling_lease", "ceiling_service"}),
        ("60000000.01", "60000000.00", {"ceiling_lease"}),
        ("60000000.00", "60000000.00", set()),
        ("0.01", "0.02", set()),
    ],
)
def test_ceilings(lease: str, service: str, fields: set[str]):
    """Prices are above zero; the lease is a component of the service's price (¶ 103-2), never above it."""
    data = samples.lease() | {"ceiling_lease": lease, "ceiling_service": service}
    assert set(told(data)) == {f"data.{field}" for field in fields}


def test_the_lease_of_an_ici_object_is_a_part_by_the_ceilings_alone():
    """¶ 103-2 speaks of the software product: of an ICI object the refusal names ¶ 19, whose parts are the ceilings."""
    data = samples.lease() | {"ceiling_lease": "2.00", "ceiling_service": "1.00"}
    assert [each.rule for each in against_prices(data)] == ["¶ 103-2"]
    data["general"] = data["general"] | {"object": "ici"}
    assert [each.rule for each in against_prices(data)] == ["¶ 19"]


def test_processes_of_a_product_say_who_and_how_often():
    """Roles and number stand at the lowest level or above it; technical requirements of an ICI object need neither."""
    data = samples.lease()
    leaf = {"name": "c", "roles": [], "number_per_year": None, "children": []}
    data["processes"] = [leaf | {"name": "a", "roles": ["x"], "children": [leaf | {"name": "b", "children": [leaf]}]}]
    assert set(told(data)) == {"data.processes.0.children.0.children.0.number_per_year"}
    data["general"]["object"] = "ici"
    data["commissioning"]["property_after_3_years"] = False
    assert told(data) == {}


def test_integrations_name_services_that_are_in_use():
    """¶ 76-1: a number that the register does not have, and a service that does not work, are refused."""
    data = samples.lease({"persons": "IS-1", "organisations": "IS-2", "gateway": "IS-3", "licensing": "IS-99"})
    assert set(told(data)) == {f"data.integrations.{index}.register" for index in (1, 2, 3)}


def test_an_ici_object_does_not_become_property():
    """¶ 103-1 speaks of the software product alone; a product may become property or stay the supplier's."""
    data = samples.lease()
    data["general"]["object"] = "ici"
    found = told(data)
    assert set(found) == {"data.commissioning.property_after_3_years"}
    assert "only a software product" in found["data.commissioning.property_after_3_years"]
    data["commissioning"]["property_after_3_years"] = False
    assert told(data) == {}
