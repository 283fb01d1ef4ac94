"""Reading what a request carries: strict JSON, and the version it was made for. Errors are kept until their turn comes.

The contract checks rights, version and state before the body, so a body that is not JSON is told after those.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from qyzmet.forms.binding import bind_json, errors_of, json_of
from qyzmet.forms.form import Form
from qyzmet.procedure.refusals import Invalid
from qyzmet.signatures import cms
from qyzmet.translating import gettext as _

MOST_BYTES = 2 * 1024 * 1024
DEEPEST = 20
# What no version ever is: an If-Match that cannot match.
NO_VERSION = -1
# Beside what an act carries, where it is signed.
FIELD = "signature"
_VERSIONS = re.compile(r'\s*(?:"?([0-9]{1,9})"?|(W/)?"[^"]*"|[^\s",]+)\s*(?:,|$)')


class _Duplicate(ValueError):
    """A key stands twice in an object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Duplicate
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _depth(value: Any, level: int = 1) -> bool:
    """Whether a value is nested no deeper than is taken."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return level <= DEEPEST and all(_depth(each, level + 1) for each in inner)


def read_object() -> dict[str, Any]:
    """The JSON object that the request carries; no body is {}. Raises Invalid (422), or HTTP's 413 and 415."""
    if request.content_length is not None and request.content_length > MOST_BYTES:
        raise RequestEntityTooLarge
    raw = request.get_data(cache=True)
    if len(raw) > MOST_BYTES:
        raise RequestEntityTooLarge
    if not raw.strip():
        return {}
    if request.mimetype and request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise UnsupportedMediaType
    try:
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except _Duplicate:
        raise Invalid(_("The body names a field twice.")) from None
    except (ValueError, RecursionError):
        raise Invalid(_("The body is not JSON in UTF-8.")) from None
    if not isinstance(value, dict):
        raise Invalid(_("The body must be a JSON object."))
    if not _depth(value):
        raise Invalid(_("The body is nested too deep."))
    return value


def expected_version(current: Callable[[], int]) -> int | None:
    """The version that If-Match asks for; None where it asks for none, or for any (`*`).

    Takes 3, "3" and lists of these, of which `current` is asked for. What can match no version (weak tags and other
    texts, as RFC 9110 compares them) gives NO_VERSION.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    asked = {int(found[1]) for found in _VERSIONS.finditer(header[:400]) if found[1]}
    if len(asked) == 1:
        return asked.pop()
    version = current() if asked else NO_VERSION
    return version if version in asked else NO_VERSION


class Body:
    """A request's body, bound to forms when its turn comes.

    `values` is what to hand to a move before its validity is known: the bound JSON, or {} where it is not valid.
    """

    def __init__(
        self,
        beside: type[Form],
        data: type[Form] | None = None,
        *,
        data_required: bool = False,
        half: bool = False,
        may_be_signed: bool = False,
    ) -> None:
        self._problem: Exception | None = None
        self.values: dict[str, Any] = {}
        # The CMS that came beside the rest, of an act that can be signed.
        self.signature: bytes | None = None
        self._half = half
        self._may_be_signed = may_be_signed
        try:
            self._bind(read_object(), beside, data, data_required)
        except (Invalid, RequestEntityTooLarge, UnsupportedMediaType) as problem:
            self._problem = problem

    def _bind(self, body: dict[str, Any], beside: type[Form], data: type[Form] | None, data_required: bool) -> None:
        own = {"data"} if data is not None else {FIELD} if self._may_be_signed else set()
        form = bind_json(beside, {key: value for key, value in body.items() if key not in own}, draft=self._half)
        errors: dict[str, list[str]] = {} if form.validate() else errors_of(form)
        if FIELD in own:
            errors |= self._read_signature(body.get(FIELD))
        values: dict[str, Any] = json_of(form)
        if data is not None:
            if data_required and "data" not in body:
                errors["data"] = [_("Fill in “%(label)s”", label="data")]
            kept: Any = body.get("data", {})
            draft = bind_json(data, kept if isinstance(kept, Mapping) else None, draft=True)
            if not draft.validate():
                errors |= errors_of(draft, "data.")
            values["data"] = json_of(draft)
        if errors:
            raise Invalid(
                _("Something is missing or not right. Correct what is marked and send it again."), errors=errors
            )
        self.values = values

    def _read_signature(self, value: Any) -> dict[str, list[str]]:
        try:
            self.signature = None if value is None else cms.der(str(value).encode("utf-8", "replace"))
        except cms.NotASignature:
            return {FIELD: [_("Send the signature as a CMS (DER) in base64.")]}
        return {}

    def check(self) -> None:
        """Raise what is wrong with the body, if anything is."""
        if self._problem is not None:
            raise self._problem
