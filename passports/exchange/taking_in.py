"""A file that is taken into a draft: the steps as BPMN 2.0 XML, or the passport as JSON; checked like what is typed."""

import json
from typing import Any

from qyzmet.forms.binding import bind_json, errors_of, json_of
from qyzmet.procedure.refusals import Invalid
from qyzmet.translating import gettext as _

from ..passport.forms import PassportForm
from . import bpmn_in, safe_xml

MOST_BYTES = safe_xml.MOST_BYTES
FIELD = "file"


def read(raw: bytes) -> dict[str, Any]:
    """The data that the file holds, as `save` takes them. Raises Invalid, with what is wrong and what to do."""
    if not raw.strip():
        raise _not_taken(_("Choose a file: it is empty, or none was sent."))
    if len(raw) > MOST_BYTES:
        raise _not_taken(
            _("The file is too large: at most %(megabytes)s MB are taken.", megabytes=MOST_BYTES // 1024**2)
        )
    is_json = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    return _checked(_json(raw) if is_json else bpmn(raw))


def bpmn(raw: bytes) -> dict[str, Any]:
    """The steps of a BPMN file. Raises Invalid."""
    try:
        return {"steps": bpmn_in.steps_of(raw)}
    except safe_xml.NotTaken as refused:
        raise _not_taken(str(refused)) from None


def checked_bpmn(raw: bytes) -> dict[str, Any]:
    """The same, checked as what is typed is. Raises Invalid."""
    return _checked(bpmn(raw))


def _json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _not_taken(_("The file is no JSON in UTF-8. Export it anew.")) from None
    # Both a passport as the API shows it, and its data alone.
    held = value.get("data", value)
    return held if isinstance(held, dict) else {}


def _checked(value: dict[str, Any]) -> dict[str, Any]:
    form = bind_json(PassportForm, value, draft=True)
    if not value or not form.validate():
        errors = errors_of(form) or {FIELD: [_("The file holds nothing of a passport.")]}
        said = [f"{path}: {text}" for path, texts in errors.items() for text in texts]
        raise Invalid(_("The file is not taken."), errors={FIELD: said})
    return json_of(form)


def _not_taken(text: str) -> Invalid:
    return Invalid(text, errors={FIELD: [text]})
