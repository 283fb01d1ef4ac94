"""A bare Flask page under the very server that `qyzmet web` starts, for bench/pages.py: `python -m bench._bare PORT`.

`/21000` is a page of so many bytes. It stands in the place of the application, so that whatever the server is and
however it is set up, both are served alike.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask import Flask
from flask_babel import Babel

from qyzmet import database
from qyzmet.commands import application as applications
from qyzmet.commands.serving import web
from qyzmet.config import settings_from
from qyzmet.database import db


@cache
def _text(size: int) -> str:
    return "x" * size


def bare() -> Flask:
    """The page, with no more around it than the server asks of an application."""
    app = Flask("bare")
    app.config["QYZMET"] = settings_from()
    # The server lets go of the database's connections before it starts; here there are none.
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    # What the server refuses by itself it says in three languages.
    Babel(app)
    app.add_url_rule("/<int:size>", "page", _text)
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    return app


@contextmanager
def _application(**_options: bool) -> Iterator[Flask]:
    app = bare()
    database.read_only(True)
    with app.app_context():
        yield app


if __name__ == "__main__":
    applications.application = _application
    web(["--port", sys.argv[1], "--processes", "1", "--supervised"])
