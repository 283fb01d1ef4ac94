"""What a form takes, as JSON schema (2020-12): made from the fields themselves, so that it cannot say otherwise."""

from typing import Any

import wtforms

from qyzmet.forms.fields import Schema
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Maybe, Rows


def schema_of(kind: type[Form], *, draft: bool = False) -> Schema:
    """The schema of a form's JSON. As a draft nothing is required and open answers may be null."""
    return _object(kind(), draft)


def _object(form: Any, draft: bool) -> Schema:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for field in form:
        properties[field.short_name] = {**_field(field, draft), **_said(field)}
        if not draft and _is_needed(field):
            required.append(field.short_name)
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": required} if required else schema


def _field(field: Any, draft: bool) -> Schema:
    if isinstance(field, Maybe):
        return {**_object(field.form, draft), "type": ["object", "null"]}
    if isinstance(field, wtforms.FormField):
        return _object(field.form, draft)
    if isinstance(field, Rows):
        return field.describe_list(_object(field.blank_entry().form, draft), draft)
    schema: Schema = field.describe(draft)
    return schema


def _is_needed(field: Any) -> bool:
    """Whether it must be given: an object must as soon as anything within it must."""
    if isinstance(field, Maybe):
        return False
    if isinstance(field, wtforms.FormField):
        return any(_is_needed(inner) for inner in field.form)
    return field.need is not None


def _said(field: Any) -> Schema:
    """What the page says of the field: its label and its hint."""
    title = str(field.label.text or "") if field.label is not None else ""
    hint = str(getattr(field, "description", "") or "")
    return {**({"title": title} if title else {}), **({"description": hint} if hint else {})}
