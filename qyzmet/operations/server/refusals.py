"""What the server itself refuses, without the application: in words, as a page's plain text or the API's problem."""

import json
import uuid
from http import HTTPStatus

import structlog
from flask import Flask
from flask_babel import force_locale
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask
from waitress.utilities import Error

from qyzmet.operations import metrics
from qyzmet.translating import gettext as _
from qyzmet.web.languages import LANGUAGES

API = "/api/"
RETRY_SECONDS = 10
log = structlog.get_logger("qyzmet.server")


class Refusal(Error):  # type: ignore[misc]
    """A status of HTTP; `retry` where the same may go through later."""

    def __init__(self, status: HTTPStatus, *, retry: bool = False) -> None:
        super().__init__("")
        self.code, self.reason, self.retry = status.value, status.phrase, retry


def slow() -> Refusal:
    """408: it came too slowly."""
    return Refusal(HTTPStatus.REQUEST_TIMEOUT)


def too_large() -> Refusal:
    """413: more than is read of any request."""
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def full() -> Refusal:
    """503: no room or no thread for it now."""
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, retry=True)


def disk_full() -> Refusal:
    """507: the disk is full."""
    return Refusal(HTTPStatus.INSUFFICIENT_STORAGE)


def _texts() -> dict[int, str]:
    broken = _("What was sent is no whole request. Send it again.")
    return {
        408: _("The request came in too slowly and was not taken. Send it again over a better connection."),
        413: _("The request is too large and was not taken."),
        431: _("The address and the headers of the request are too long."),
        503: _("Too much is being sent at this moment. Nothing of your request was kept; send it again in a while."),
        507: _("The server's disk is full: nothing was kept. Tell the administrator, and try again later."),
        400: broken,
        500: _("Something went wrong on the server. Look whether it was done before you send it again."),
        501: broken,
    }


class Words:
    """The refusals' texts in every language, looked up once."""

    def __init__(self, app: Flask) -> None:
        self._of: dict[str, dict[int, str]] = {}
        with app.app_context():
            for language in LANGUAGES:
                with force_locale(language):
                    self._of[language] = _texts()

    def of(self, status: int, accepted: str) -> str:
        """The text for a status, in the first language of Accept-Language that there is, else in all of them."""
        asked = [piece.split(";")[0].strip().lower()[:2] for piece in accepted.split(",")]
        found = next((each for each in asked if each in self._of), None)
        languages = [found] if found else list(self._of)
        return "\n".join(self._of[each].get(status) or self._of[each][400] for each in languages)


class RefusalTask(ErrorTask):  # type: ignore[misc]
    """Answers a request that the server refuses, and closes its connection."""

    def execute(self) -> None:
        """Write the whole answer. It is logged and counted by its status alone."""
        request: HTTPRequestParser = self.request
        refused = request.error
        text = self.channel.server.words.of(refused.code, request.headers.get("ACCEPT_LANGUAGE", ""))
        kind, body = "text/plain; charset=utf-8", f"{text}\n"
        if getattr(request, "path", "").startswith(API):
            kind = "application/problem+json"
            told = {"type": "about:blank", "title": refused.reason, "status": refused.code, "detail": text}
            body = json.dumps(told, ensure_ascii=False)
        number = uuid.uuid4().hex[:16]
        self.status = f"{refused.code} {refused.reason}"
        self.response_headers += [("Content-Type", kind), ("Cache-Control", "no-store"), ("X-Request-ID", number)]
        self.response_headers.append(("X-Content-Type-Options", "nosniff"))
        if getattr(refused, "retry", False):
            self.response_headers.append(("Retry-After", str(RETRY_SECONDS)))
        sent = body.encode()
        self.content_length = len(sent)
        self.set_close_on_finish()
        metrics.count_refused(refused.code)
        log.info("refused", status=refused.code, request_id=number)
        self.write(sent)
