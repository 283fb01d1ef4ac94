"""Addresses of static files that change with their contents, so that browsers may keep each for ever."""

import hashlib
from pathlib import Path

from flask import Flask, Response, request

_YEAR = 365 * 24 * 3600


class Assets:
    """Knows the hash of each static file; reads a file again only when it has changed on disk."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        self._known: dict[str, tuple[tuple[int, int], str]] = {}

    def __call__(self, path: str) -> str:
        """The address of a file under `static/`; without a hash when there is no such file."""
        try:
            found = (self._folder / path).stat()
        except OSError:
            return f"{self._url}/{path}"
        mark = (found.st_mtime_ns, found.st_size)
        known = self._known.get(path)
        if known is None or known[0] != mark:
            digest = hashlib.sha256((self._folder / path).read_bytes()).hexdigest()[:12]
            known = self._known[path] = (mark, digest)
        return f"{self._url}/{path}?v={known[1]}"


def _keep(response: Response) -> Response:
    """Let browsers keep a static file that was asked for by its hash."""
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response


def register(app: Flask) -> None:
    """Give the templates `asset(path)`."""
    app.jinja_env.globals["asset"] = Assets(Path(app.static_folder or ""), app.static_url_path or "/static")
    app.after_request(_keep)
