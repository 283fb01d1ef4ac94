"""The manifest that waits for a signature, as a file: for those who sign without NCALayer."""

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet.procedure import manifests
from qyzmet.procedure.pages.loading import load


def manifest(number: str, action: str, sha256: str) -> ResponseReturnValue:
    """Byte for byte what is signed; whoever has asked for it alone gets it."""
    found = load(number)
    waiting = next((each for each in manifests.of(found) if (each.action, each.sha256) == (action, sha256)), None)
    if waiting is None:
        raise NotFound
    answer = send_file(
        BytesIO(waiting.text.encode()),
        mimetype="application/json",
        as_attachment=True,
        download_name=f"{found.public_number}-{action}.json",
        conditional=False,
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
