"""Schemas of forms are true, and no JSON breaks a form."""

import json
from typing import Any

import jsonschema
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qyzmet.forms.binding import bind_json, errors_of, json_of, taken
from qyzmet.forms.schema import schema_of
from tests.forms.test_forms import FULL, Request


@pytest.fixture(autouse=True)
def _english(app: Flask):
    with app.test_request_context("/?lang=en"):
        yield


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*FULL, "title", "date", "need", "x"]) | st.text(), inner, max_size=5)
    ),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(json_values, st.booleans())
def test_any_json_is_taken_or_refused(value: Any, draft: bool):
    """No JSON whatever breaks a form; what is valid by the form is valid by its schema, and binds to itself again."""
    form = bind_json(Request, value, draft=draft)
    if form.validate():
        kept = json.loads(json.dumps(json_of(form)))
        jsonschema.validate(kept, schema_of(Request, draft=draft), cls=jsonschema.Draft202012Validator)
        assert taken(bind_json(Request, kept, draft=draft)) == kept
    else:
        assert errors_of(form)


def test_the_schema_is_one():
    """Schemas are good JSON schema 2020-12, take what the form takes and refuse what types and fields make wrong."""
    for draft in (False, True):
        schema = schema_of(Request, draft=draft)
        jsonschema.Draft202012Validator.check_schema(schema)
        good = jsonschema.Draft202012Validator(schema)
        good.validate(FULL)
        assert good.is_valid({}) is draft
        for wrong in ({"x": 1}, {"function": 7}, {"acts": [{"y": 1}]}, {"secret": "no"}, {"volume": "1.234"}):
            assert not good.is_valid(FULL | wrong)
