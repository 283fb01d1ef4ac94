"""What the pages of administration do alike: a form shown again, the version that it was shown with, the words."""

from typing import Any

from flask import abort, render_template
from werkzeug.wrappers import Response

from qyzmet.forms.form import Form
from qyzmet.vocabulary import KIND_TITLES, ROLE_TITLES
from qyzmet.web import conflicts

Answer = str | Response | tuple[str, int]


def shown(template: str, form: Form, **facts: Any) -> tuple[str, int]:
    """The page of a form; 422 where something in it is wrong."""
    return render_template(template, form=form, **facts), 422 if form.errors or form.form_errors else 200


def version_sent() -> int:
    """The version that the form was shown with; 400 where it is missing."""
    version = conflicts.version_sent()
    return version if version is not None else abort(400)


def words() -> dict[str, Any]:
    """The words of kinds and roles, for templates."""
    return {"kind_titles": KIND_TITLES, "role_titles": ROLE_TITLES}
