"""What a page reads once: within a request that only reads, the same question is put to the database one time.

A page asks for the terms of a procedure in its panel, its course and its list of terms, each in a module that knows
nothing of the others. What a function marked here has answered is kept for the rest of the request and then forgotten;
in a request that writes nothing is kept, so that what was just changed is seen, but for what never changes, and within
`nothing_is_written`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import g, has_request_context

from qyzmet import database

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")

_block: ContextVar[dict[Any, Any] | None] = ContextVar("block", default=None)


@contextmanager
def nothing_is_written() -> Iterator[None]:
    """Within this block the same question is put one time in what writes too: a step of it that itself only reads."""
    token = _block.set({} if _block.get() is None else _block.get())
    try:
        yield
    finally:
        _block.reset(token)


def read_once(function: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """Ask once a request. The answer rests on the arguments and the database alone, and nobody changes it."""

    @wraps(function)
    def asked(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        if not _keeps():
            return function(*args, **kwargs)
        # Objects stand for themselves: what is kept here is not thrown away, so no other has their place in memory.
        key = (function, args, tuple(sorted(kwargs.items())))
        kept = _kept()
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        answer: _Answer = kept[key]
        return answer

    return asked


def remember(function: Callable[..., Any], answer: Any, *args: Any) -> None:
    """Keep an answer that was read with something else, for whoever asks the function the same in this request."""
    if _keeps():
        _kept().setdefault(_key(function, args), answer)


def read_once_for_good(function: Callable[_Asked, _Answer | None]) -> Callable[_Asked, _Answer | None]:
    """Ask once a request, also in one that writes: for what never changes once it is there. That it is not there yet is
    asked again."""

    @wraps(function)
    def asked(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer | None:
        if not has_request_context():
            return function(*args, **kwargs)
        kept, key = _kept_for_the_request(), _key(function, args)
        if kept.get(key) is None:
            kept[key] = function(*args, **kwargs)
        answer: _Answer | None = kept[key]
        return answer

    return asked


def answered(function: Callable[..., Any], *args: Any) -> Any:
    """What such a function has answered in this request already; None where it was not asked."""
    return _kept_for_the_request().get(_key(function, args)) if has_request_context() else None


def is_known(function: Callable[..., Any], *args: Any) -> bool:
    """Whether the function was asked the same in this request already."""
    return _keeps() and _key(function, args) in _kept()


def _keeps() -> bool:
    return _block.get() is not None or _is_read()


def _is_read() -> bool:
    return database.is_reading() and has_request_context()


def _kept() -> dict[Any, Any]:
    block = _block.get()
    return _kept_for_the_request() if block is None or _is_read() else block


def _kept_for_the_request() -> dict[Any, Any]:
    kept: dict[Any, Any] = g.setdefault("read_once", {})
    return kept


def _key(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, ...]:
    return getattr(function, "__wrapped__", function), args, ()
