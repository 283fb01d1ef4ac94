"""The choices of a select, radios or checkboxes as the form macros take them, by their groups where they have some."""

from collections.abc import Iterable
from typing import Any

import wtforms


def options(field: wtforms.SelectField) -> list[dict[str, Any]]:
    """The choices of a select, radios or checkboxes: value, label, selected, disabled."""
    return _options(field.iter_choices())


def option_groups(field: wtforms.SelectField) -> list[tuple[str, list[dict[str, Any]]]]:
    """The choices of a select by the title of their group; without a title where they are not grouped."""
    if not field.has_groups():
        return [("", options(field))]
    return [(str(title or ""), _options(choices)) for title, choices in field.iter_groups()]


def _options(choices: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "value": str(value),
            "label": label,
            "selected": selected,
            "disabled": bool((render_kw or {}).get("disabled")),
        }
        for value, label, selected, render_kw in choices
    ]
