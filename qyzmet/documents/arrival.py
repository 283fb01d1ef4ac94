"""What the files of a request are, told when they have come in and before anything of it waits for the database.

Telling takes a moment for each file, and on SQLite nobody else writes while a request has its turn.
"""

from typing import IO

from flask import Flask, current_app, g, request

from qyzmet.documents import types
from qyzmet.documents.names import cleaned

Told = str | types.NotAccepted


def media_type(stream: IO[bytes], name: str) -> str:
    """As `types.media_type`; of a file that came with this request it is told already. Raises NotAccepted."""
    told: dict[tuple[IO[bytes], str], Told] = g.get("told_files", {})
    found = told.get((stream, name)) or _tell(stream, name)
    if isinstance(found, types.NotAccepted):
        raise found
    return found


def _tell(stream: IO[bytes], name: str) -> Told:
    try:
        return types.media_type(stream, name)
    except types.NotAccepted as refused:
        return refused


def _tell_all() -> None:
    if not _may_be_somebody() or request.mimetype != "multipart/form-data":
        return
    g.told_files = {
        (each.stream, name): _tell(each.stream, name)
        for _field, each in request.files.items(multi=True)
        if each.filename and (name := cleaned(each.filename))
    }


def _may_be_somebody() -> bool:
    # Nobody's files are refused unread; whether a token or a cookie is good is asked later.
    return "Authorization" in request.headers or current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def register(app: Flask) -> None:
    """Tell of each request's files; registered before all that asks the database."""
    app.before_request(_tell_all)
