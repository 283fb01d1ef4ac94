"""An application that draws the layout and the macros by themselves, without people or a database."""

import shutil
from types import SimpleNamespace

import pytest
from flask import Flask, get_flashed_messages
from flask_babel import Babel
from flask_wtf import CSRFProtect

from qyzmet.files import paths
from qyzmet.translations import build
from qyzmet.web import formats, rule_marks, widgets
from qyzmet.web.kept import kept_pieces
from tests.web.reading import LANGUAGES


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """An application that knows the templates and the languages, and nothing else: no database, no people."""
    folder = tmp_path_factory.mktemp("translations")
    for language in build.PLURALS:
        shutil.copytree(paths.TRANSLATIONS / language, folder / language)
    build.compile_all(folder)
    app = Flask("layout", template_folder=str(paths.TEMPLATES), static_folder=None)
    app.config.update(SECRET_KEY="test", BABEL_TRANSLATION_DIRECTORIES=str(folder))
    Babel(app, locale_selector=lambda: "kk")
    CSRFProtect(app)
    formats.register(app)
    rule_marks.register(app)
    kept_pieces.register(app)
    widgets.register(app)
    app.jinja_env.globals.update(
        asset=lambda path: f"/static/{path}",
        get_flashed_messages=get_flashed_messages,
        languages=dict.fromkeys(LANGUAGES),
        lang_url=lambda code: f"/here?lang={code}",
        navigation=[SimpleNamespace(text="Requests", href="/requests/", active=True)],
        current_user=SimpleNamespace(is_authenticated=True, short_name="З. <Серік>", acting_for="Басқарма"),
    )
    return app
