"""How the API answers: in JSON; a POST with one commit at its end, and once only where it bears an Idempotency-Key."""

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Response, g
from werkzeug.wrappers import Response as AnyResponse

from qyzmet import context
from qyzmet.api import idempotency, problems
from qyzmet.database import db
from qyzmet.procedure.refusals import Invalid
from qyzmet.sealing.faults import KeyFileError
from qyzmet.signatures import attempts


def as_json(value: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(value), status=status, content_type="application/json")


def once(view: Callable[[], Response]) -> AnyResponse:
    """Carry out a POST: one commit at its end, and once only where it bears an Idempotency-Key."""
    try:
        key = idempotency.key_of_request()
        claimed = _claim(key) if key is not None else None
    except (Invalid, idempotency.Running, KeyFileError) as refused:
        problems.roll_back()
        return problems.of_any(refused)
    if isinstance(claimed, Response):
        return claimed
    answer: AnyResponse
    try:
        answer = view()
        if claimed is not None:
            idempotency.keep(claimed, answer)
        db.session.commit()
    except Exception as error:
        problems.roll_back()
        _note_attempt(error)
        answer = problems.of_any(error)
        if claimed is not None:
            _keep_refusal(claimed, answer)
    return answer


def _note_attempt(error: Exception) -> None:
    try:
        attempts.note(error)
    except Exception:
        problems.roll_back()
        problems.log.exception("attempt_not_noted")


def _claim(key: str) -> idempotency.Claim | Response:
    return idempotency.claim(g.api_token.id, key, idempotency.hash_of_request(), context.actor().suppliers)


def _keep_refusal(claimed: idempotency.Claim, answer: AnyResponse) -> None:
    try:
        if idempotency.is_kept(answer.status_code):
            idempotency.keep(claimed, answer)
        else:
            idempotency.free(claimed)
        db.session.commit()
    except Exception:
        # The claim is freed by its age then; what is answered now is true all the same.
        problems.roll_back()
        problems.log.exception("idempotency_key_not_kept")
