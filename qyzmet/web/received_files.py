"""Files that come with a form: so much of each is kept as may be taken, and the rest of the form is read in any case.

A file that is too large must not cost what was typed beside it. So of every file of a page's form one byte more is kept
than may be taken, which whoever takes it finds too large; what follows is read and forgotten. Of somebody who was never
signed in nothing is kept: their files are named alone, but for pages that are there to read everybody's.
"""

import tempfile
from typing import IO, Any

from flask import Flask, Request, current_app, request, session
from werkzeug.exceptions import RequestEntityTooLarge

from qyzmet.config import Settings

# So much is read of a form with files; whoever sends more is told that it is too large.
MOST_READ = 1 << 30
# Files of one form together may be as large as so many of the largest.
AT_ONCE = 4
_IN_MEMORY = 500 * 1024
# The pages that read everybody's files, by endpoint, and how many MB of them together, whoever sends them.
READ_FROM_ANYBODY = {"check.check": 10, "certificate_sign_in.sign_in": 1}
_SIGNED_IN = "_user_id"


def limit_mb(*, together: bool = False) -> int:
    """How large one file may be, or all files of a form together, in MB."""
    settings: Settings = current_app.config["QYZMET"]
    return settings.upload_limit_mb * (AT_ONCE if together else 1)


class _Bounded(tempfile.SpooledTemporaryFile[bytes]):
    """Keeps the first bytes that are written to it, and forgets the others."""

    def __init__(self, most: int, form: "FormRequest") -> None:
        super().__init__(max_size=_IN_MEMORY, mode="rb+")
        self._left = most
        self._form = form

    def write(self, data: Any) -> int:
        kept = data[: self._left]
        self._left -= len(kept)
        self._form.count(len(kept))
        super().write(kept)
        return len(data)


class FormRequest(Request):
    """A request that keeps of its files what may be taken."""

    _kept = 0
    _refused = False
    _streams: tuple["_Bounded", ...] = ()

    def count(self, size: int) -> None:
        """Note what is kept of its files. Raises RequestEntityTooLarge (413) where that is too much together."""
        self._kept += size
        together = READ_FROM_ANYBODY.get(self.endpoint or "", limit_mb(together=True))
        if self._kept > (together + 1) * 1024 * 1024:
            self._refused = True
            raise RequestEntityTooLarge

    def _load_form_data(self) -> None:
        if self._refused:
            # What was read of it is gone: whoever asks for the form hears the same again.
            raise RequestEntityTooLarge
        super()._load_form_data()

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        stream = _Bounded(self._largest_mb() * 1024 * 1024 + 1 if self._may_bring_files() else 0, self)
        self._streams = (*self._streams, stream)
        return stream

    def forget_files(self) -> None:
        """Take back the room that they had."""
        for stream in self._streams:
            stream.close()

    def _may_bring_files(self) -> bool:
        return "Authorization" in self.headers or _SIGNED_IN in session or self.endpoint in READ_FROM_ANYBODY

    def _largest_mb(self) -> int:
        return READ_FROM_ANYBODY.get(self.endpoint or "", limit_mb())


def read_all_of_form() -> None:
    """Let a page's form with files be longer than its largest file: only what of it is kept counts."""
    request.max_content_length = MOST_READ


def _forget(_error: BaseException | None) -> None:
    under_way: Any = request
    under_way.forget_files()


def register(app: Flask) -> None:
    """Read requests in this way, and let pages say how large a file may be."""
    app.request_class = FormRequest
    app.teardown_request(_forget)
    app.jinja_env.globals["upload_limit_mb"] = limit_mb
