"""Why a move is not taken: each refusal says what is wrong, by which rule, and what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One ground of refusal, found by a guard. `field` is the path in the body it concerns, if any.

    `stands` says whether it stands whatever the act may carry; a reason that names no field does, if nothing is said.
    """

    text: str
    rule: str | None = None
    field: str | None = None
    stands: bool | None = None

    @property
    def is_hopeless(self) -> bool:
        """Whether nothing that the act may carry mends it."""
        return self.field is None if self.stands is None else self.stands


class Refused(Exception):
    """A move that was not taken. `status` is the HTTP status that says the same.

    `retry_seconds` is after how long the same may go through, where time alone mends it.
    """

    status = 409

    def __init__(
        self,
        detail: str,
        *,
        rule: str | None = None,
        who_may: Sequence[str] = (),
        errors: Mapping[str, Sequence[str]] | None = None,
        retry_seconds: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.rule = rule
        self.retry_seconds = retry_seconds
        self.who_may = tuple(who_may)
        self.errors = {key: list(value) for key, value in (errors or {}).items()}


class NotYours(Refused):
    """The caller may know of the procedure, but the move is somebody else's."""

    status = 403


class NotInThisState(Refused):
    """The move is the caller's, but not in this state, or not with these facts."""

    status = 409


class Stale(Refused):
    """The procedure was changed since the caller looked at it."""

    status = 412


class Invalid(Refused):
    """What the move carries is not right; `errors` says what, by field."""

    status = 422
