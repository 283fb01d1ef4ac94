"""Building the application: settings, database, languages, sign-in, rooms."""

import sys

from flask import Flask

from qyzmet import database, rooms
from qyzmet.config import ConfigurationError, Settings, prepare_folders, settings_from
from qyzmet.database import db
from qyzmet.files import paths
from qyzmet.web.addresses import RowNumber


def create_app(settings: Settings | None = None, *, reading: bool = False) -> Flask:
    """The application with everything registered. Ends the process with one line for a setting that is wrong.

    With `reading` it writes neither into its folders nor into the database, and so runs on a disk that cannot be
    written to.
    """
    try:
        settings = settings or settings_from()
        if not reading:
            prepare_folders(settings)
    except ConfigurationError as error:
        sys.exit(f"qyzmet: {error}")
    app = Flask(
        "qyzmet",
        root_path=str(paths.PACKAGE),
        template_folder=str(paths.TEMPLATES),
        static_folder=str(paths.STATIC),
        instance_path=str(settings.instance),
    )
    app.config.update(
        QYZMET=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=database.to_read(settings.database_url) if reading else settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=(settings.upload_limit_mb + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5_000,
        SESSION_COOKIE_NAME="qyzmet",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        WTF_CSRF_TIME_LIMIT=None,  # As long as the session: a long form must not lose what was typed.
        TESTING=settings.environment == "test",
    )
    app.url_map.converters["int"] = RowNumber
    db.init_app(app)
    with app.app_context():
        database.set_up(db.engine)
    rooms.register(app)
    return app


def _engine_options(settings: Settings) -> dict[str, object]:
    # An error's text ends in the log, where people's data must not stand. A statement that was put together is kept for
    # the next time: each takes 0.3 to 0.5 MB, and there are 400 of them; the 150 that are asked most answer nearly all.
    common: dict[str, object] = {"hide_parameters": True, "query_cache_size": 150}
    if settings.is_sqlite:
        # A connection for each thread of the server: one beyond the pool would be opened anew for each page.
        return common | {"pool_size": 16, "connect_args": {"timeout": database.SQLITE_BUSY_SECONDS}}
    return common | {
        "pool_pre_ping": True,
        # A thread has one connection, and for a moment another for what is noted beside its own transaction.
        "pool_size": database.THREADS,
        "max_overflow": database.THREADS,
        "connect_args": {
            # Seconds; a server that does not answer is told at once instead of hanging every page.
            "connect_timeout": 5,
            # What a connection asks for the second time is prepared: pages ask the same over and over.
            "prepare_threshold": 1,
        },
    }
