"""A piece of a page that a template of its own draws, to stand within another page."""

from typing import Any

from flask import render_template
from markupsafe import Markup


def drawn(template: str, **facts: Any) -> Markup:
    """What the template makes of these facts, as markup."""
    return Markup(render_template(template, **facts))  # noqa: S704 - the template has escaped what it shows.
