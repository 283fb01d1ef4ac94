"""The filters of templates."""

import pytest
from flask import Flask
from flask_babel import force_locale

pytestmark = pytest.mark.once


def test_a_compiled_template_speaks_to_each_reader(app: Flask):
    """A filter of a constant is worked out for each page anew, not once for whoever comes first."""
    template = app.jinja_env.from_string("{{ '¶ 76-1'|rule }} {{ 1.5|number }}")
    shown = []
    for language in ("kk", "ru"):
        with app.test_request_context(), force_locale(language):
            shown.append(template.render())
    assert shown == ["76-1-тармақ 1,5", "п. 76-1 1,5"]
