"""`Idempotency-Key`: the same key of the same token gives the same answer, and its effects happen once.

A key is claimed in a transaction of its own, so that a request at the same time sees it running (409). The answer is
written in the transaction of the effects: both are there or neither. A process that dies leaves a claim without an
answer; after `TAKEN_OVER_AFTER` the next request with the key takes it over, and should the first one still live,
its commit fails, for the claim it would answer is no longer its own.

Kept are answers below 500 but for 401 and 429, for 24 hours of the machine's time. Other answers free the key.

What suppliers' tokens ask could be about a bid: `Blind` says how their rows are kept.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from sqlalchemy import CursorResult, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from werkzeug.wrappers import Response as AnyResponse

from qyzmet import clock
from qyzmet.api.blind_answers import Blind, Kept, Unreadable
from qyzmet.api.models import IdempotentAnswer
from qyzmet.database import db
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.translating import gettext as _

KEPT_FOR = dt.timedelta(hours=24)
TAKEN_OVER_AFTER = dt.timedelta(seconds=60)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Allow")
_NOT_KEPT = frozenset({401, 429})


class Running(NotInThisState):
    """Another request with this key has not been answered yet."""


@dataclass(frozen=True)
class Claim:
    """The right to answer a key: the row, and by what it is told from a claim that took it over.

    That is the instant, or of a supplier's claim what was sealed of it.
    """

    row_id: int
    at: dt.datetime
    blind: Blind | None = None
    sealed: bytes | None = None


def key_of_request() -> str | None:
    """The key that the request bears, None where it bears none. Raises Invalid for one that is no key."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Invalid(_("An Idempotency-Key has from 1 to 255 letters, digits or signs, without spaces."))
    return key


def hash_of_request() -> bytes:
    """SHA-256 over what makes a request the same: method, address, version asked for, and what it carries."""
    digest = hashlib.sha256()
    for part in (request.method, request.full_path, request.headers.get("If-Match", "")):
        digest.update(part.encode() + b"\0")
    if request.mimetype == "multipart/form-data":
        # The boundary differs each time, so the parts count, not the bytes.
        for name, value in sorted(request.form.items(multi=True)):
            digest.update(f"{name}\0{value}\0".encode("utf-8", "replace"))
        for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
            digest.update(f"{name}\0{file.filename}\0".encode("utf-8", "replace"))
            digest.update(hashlib.file_digest(file.stream, "sha256").digest())  # type: ignore[arg-type]
            file.stream.seek(0)
    else:
        digest.update(hashlib.sha256(request.get_data(cache=True)).digest())
    return digest.digest()


def claim(token_id: int, key: str, request_hash: bytes, suppliers: Sequence[str] = ()) -> Claim | Response:
    """Claim a key, or give the answer that it has. Commits.

    `suppliers` are the BINs of the suppliers that the token's user works for; where there are any, the row shows
    neither token nor key. Raises Invalid (422) where the key belongs to another request, Running (409) while that is
    not answered or where its answer cannot be read any more, KeyFileError where there is no seal key.
    """
    now = clock.wall()
    _forget_old(now)
    blind = Blind.of(token_id, key, suppliers) if suppliers else None
    named: dict[str, Any]
    claimed: dict[str, Any]
    if blind is None:
        named, claimed = {"token_id": token_id, "key": key}, {"created_at": now}
    else:
        named, claimed = {"blind_key": blind.key}, {"created_at": clock.to_the_day(now), **blind.claimed(now)}
        request_hash = blind.hash_of(request_hash)
    insert: Any = postgresql_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    new = db.session.execute(
        insert(IdempotentAnswer)
        .values({**named, "request_hash": request_hash, **claimed})
        .on_conflict_do_nothing(index_elements=list(named))
        .returning(IdempotentAnswer.id)
    ).scalar()
    if new is not None:
        db.session.commit()
        return Claim(new, now, blind, claimed.get("sealed"))
    row = db.session.execute(
        select(IdempotentAnswer).filter_by(**named).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    try:
        found = _of_row(row, request_hash, now, blind, claimed)
    except Unreadable:
        raise Running(
            _("The answer to this Idempotency-Key cannot be read any more. See what is there, and take a new one.")
        ) from None
    db.session.commit()
    return found


def _forget_old(now: dt.datetime) -> None:
    """Of suppliers' the day alone is known: what may be younger stays, and is looked at when it is asked for."""
    old = or_(
        and_(IdempotentAnswer.blind_key.is_(None), IdempotentAnswer.created_at < now - KEPT_FOR),
        and_(
            IdempotentAnswer.blind_key.is_not(None),
            IdempotentAnswer.created_at < clock.to_the_day(now - KEPT_FOR),
        ),
    )
    db.session.execute(delete(IdempotentAnswer).where(old))


def _of_row(
    row: IdempotentAnswer | None,
    request_hash: bytes,
    now: dt.datetime,
    blind: Blind | None,
    claimed: Mapping[str, Any],
) -> Claim | Response:
    if row is None:
        raise Running(_still_running())  # It was freed a moment ago: the caller tries again.
    at = row.created_at if blind is None else blind.claimed_at(row)
    forgotten = now - at > KEPT_FOR
    if not forgotten and row.request_hash != request_hash:
        raise Invalid(_("This Idempotency-Key was used for another request. Take a new one."))
    if not forgotten and row.status is not None:
        return _replayed(row, blind)
    if now - at < TAKEN_OVER_AFTER:
        raise Running(_still_running())
    earlier = Claim(row.id, row.created_at, blind, row.sealed)
    anew = {"status": None, "headers": None, "body": None, "request_hash": request_hash, **claimed}
    taken = db.session.execute(_still(update(IdempotentAnswer), earlier, row.status).values(**anew))
    if _rows(taken) != 1:
        raise Running(_still_running())
    return Claim(row.id, now, blind, claimed.get("sealed"))


def _rows(result: Any) -> int:
    return int(result.rowcount) if isinstance(result, CursorResult) else 0


def _still_running() -> str:
    return _("The first request with this Idempotency-Key is not answered yet. Try again in a moment.")


def _replayed(row: IdempotentAnswer, blind: Blind | None) -> Response:
    kept = Kept(row.status or 0, row.headers or {}, row.body or b"") if blind is None else blind.kept(row)
    answer = Response(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        answer.headers[name] = value
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def is_kept(status: int) -> bool:
    """Whether an answer of this status is given again under the same key."""
    return status < 500 and status not in _NOT_KEPT


def keep(mine: Claim, answer: AnyResponse) -> None:
    """Write the answer in the transaction under way. Raises Running where the claim was taken over: roll back then."""
    kept = Kept(
        answer.status_code,
        {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers},
        answer.get_data(),
    )
    values = {"status": kept.status, "headers": kept.headers, "body": kept.body}
    if mine.blind is not None:
        values = mine.blind.answered(mine.at, kept)
    written = db.session.execute(_still(update(IdempotentAnswer), mine).values(**values))
    if _rows(written) != 1:
        raise Running(_still_running())


def free(mine: Claim) -> None:
    """Give the key back unanswered, in the transaction under way."""
    db.session.execute(_still(delete(IdempotentAnswer), mine))


def _still(statement: Any, claim: Claim, status: int | None = None) -> Any:
    """Only where the row is as that claim left it, with that status."""
    as_it_was = (
        IdempotentAnswer.created_at == claim.at if claim.blind is None else IdempotentAnswer.sealed == claim.sealed
    )
    return statement.where(
        IdempotentAnswer.id == claim.row_id, as_it_was, IdempotentAnswer.status.is_not_distinct_from(status)
    )
