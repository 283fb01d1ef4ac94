"""A file that is taken into a draft: the steps as BPMN 2.0 XML, or the passport as JSON; checked like what is typed."""

import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from werkzeug.datastructures import FileStorage

from qyzmet.forms.binding import bind_json, errors_of, json_of, lacks_of
from qyzmet.procedure.refusals import Invalid
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..choices import PassportChannel
from ..passport.forms import PassportForm
from . import bpmn_in, safe_xml

MOST_BYTES = safe_xml.MOST_BYTES
FIELD = "file"
TAKEN = N_("The file is taken in. Look through what it says, section by section.")


def sent(file: FileStorage | None) -> dict[str, Any]:
    """The data of a file that a page may send; nothing where none was chosen. Raises Invalid."""
    if file is None or not file.filename:
        return {}
    with closing(file):
        return read(file.stream.read(MOST_BYTES + 1))


def with_channels(taken: dict[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the channels that its steps speak of, where neither it nor the draft names any."""
    spoken = {each.get("channel") for each in taken.get("steps") or ()}
    found = [channel.value for channel in PassportChannel if channel.value in spoken]
    return taken if not found or taken.get("channels") or held.get("channels") else {**taken, "channels": found}


def said(refused: Invalid) -> list[str]:
    """What is wrong with the file, each in a sentence."""
    return [text for texts in refused.errors.values() for text in texts] or [refused.detail]


def read(raw: bytes) -> dict[str, Any]:
    """The data that the file holds, as `save` takes them. Raises Invalid, with what is wrong and what to do."""
    if not raw.strip():
        raise _not_taken(_("Choose a file: it is empty, or none was sent."))
    if len(raw) > MOST_BYTES:
        raise _not_taken(
            _("The file is too large: at most %(megabytes)s MB are taken.", megabytes=MOST_BYTES // 1024**2)
        )
    is_json = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    return _checked(_json(raw)) if is_json else checked_bpmn(raw)


def bpmn(raw: bytes) -> dict[str, Any]:
    """The steps of a BPMN file. Raises Invalid."""
    try:
        return {"steps": bpmn_in.steps_of(raw)}
    except safe_xml.NotTaken as refused:
        raise _not_taken(str(refused)) from None


def checked_bpmn(raw: bytes) -> dict[str, Any]:
    """The same, checked as what is typed is. Raises Invalid."""
    return _checked(bpmn(raw), in_words=True)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _not_taken(_("The file is no JSON in UTF-8. Export it anew.")) from None
    # Both a passport as the API shows it, and its data alone.
    held = value.get("data", value)
    return held if isinstance(held, dict) else {}


def _checked(value: dict[str, Any], *, in_words: bool = False) -> dict[str, Any]:
    """The same; what is wrong is said with its path in JSON, or in words of whose steps have none."""
    if not value:
        raise _not_taken(_("The file holds nothing of a passport."))
    form = bind_json(PassportForm, value, draft=True)
    if not form.validate():
        errors = lacks_of(form) if in_words else errors_of(form)
        said = [text if in_words else f"{path}: {text}" for path, texts in errors.items() for text in texts]
        raise Invalid(_("The file is not taken."), errors={FIELD: said})
    return json_of(form)


def _not_taken(text: str) -> Invalid:
    return Invalid(text, errors={FIELD: [text]})
