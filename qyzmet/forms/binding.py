"""The one bridge between forms and what fills them: a page's post, JSON of the API, a kept draft.

Page and API bind and validate the same form. Field names are those of the API's contract: `acts-0-title` on a page is
`acts[0].title` in JSON and `data.acts.0.title` in an error.

    form = bind_json(RequestForm, body["data"], draft=True)     # or bind_post(RequestForm, request.form, draft=True)
    data = taken(form, "data.")                                 # JSON values, or Invalid (422) by field
    form = RequestForm(data=procedure.data)                     # to show what is kept
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import wtforms

from qyzmet.forms.fields import NotTaken, Own
from qyzmet.forms.form import Errors, Form
from qyzmet.forms.lists import Maybe
from qyzmet.procedure.refusals import Invalid
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web.form_errors import faults

# A key that nobody knows is named in the answer, but not at any length.
_LONGEST_NAME = 60
AnyForm = TypeVar("AnyForm", bound=Form)


def bind_post(
    kind: type[AnyForm],
    post: Any,
    *,
    draft: bool = False,
    only: tuple[str, ...] | None = None,
    files: Any = None,
) -> AnyForm:
    """The form as a page posted it. Rows in which nothing was filled in are left out.

    `only` names the top-level fields that this page shows; the others are taken out of the form, so that saving one
    section leaves the rest of a draft alone. `files` (request.files) are uploaded for the fields that name documents:
    commit afterwards even where the form is not valid, so that nobody has to send a file twice.
    """
    form = kind(post)
    form._draft = draft
    if only is not None:
        form.partial = True
        for name in [key for key, field in form._fields.items() if field.short_name not in only]:
            del form[name]
    if files:
        _take_files(form, files)
    _drop_blank_rows(form)
    return form


def _take_files(fields: Any, files: Any) -> None:
    for field in fields:
        if isinstance(field, wtforms.FormField):
            _take_files(field.form, files)
        elif isinstance(field, wtforms.FieldList):
            _take_files(field.entries, files)
        elif isinstance(field, Own):
            field.take_file(files)


def _drop_blank_rows(form: Form) -> None:
    for field in form:
        if isinstance(field, wtforms.FormField):
            _drop_blank_rows(field.form)
        elif isinstance(field, wtforms.FieldList):
            for entry in field.entries:
                if isinstance(entry, wtforms.FormField):
                    _drop_blank_rows(entry.form)
            field.entries = [entry for entry in field.entries if not _is_blank(entry)]
            field._compact_indices()  # type: ignore[attr-defined]  # missing in the stubs.


def _is_blank(field: Any) -> bool:
    if isinstance(field, wtforms.FormField):
        return all(_is_blank(inner) for inner in field.form)
    return not field.process_errors and bool(field.carried or field.is_empty())


def bind_json(kind: type[AnyForm], value: Any, *, draft: bool = False) -> AnyForm:
    """The form as JSON gives it: types are strict, an unknown field is an error, at any depth.

    `value` may also be what an earlier binding gave and a database kept. As a draft, top-level keys that are
    absent are left out of `json_of`, so that only the given ones replace.
    """
    errors: Errors = {}
    form = kind()
    # The form that holds nothing yet says what it takes.
    form.process(data=_object(form, value, "", errors))
    form._draft = draft
    form.json_errors = errors
    form.given = frozenset(value) if isinstance(value, Mapping) else frozenset()
    return form


def _object(blank: Form, value: Any, path: str, errors: Errors) -> dict[str, Any]:
    """What the fields of a form take from a JSON object; `blank` is a form to ask."""
    if not isinstance(value, Mapping):
        errors.setdefault(path.rstrip("."), []).append(_("An object is expected"))
        return {}
    known = {field.short_name: (name, field) for name, field in blank._fields.items()}
    values: dict[str, Any] = {}
    for key, inner in value.items():
        if key not in known:
            errors.setdefault(path + str(key)[:_LONGEST_NAME], []).append(_("There is no such field"))
            continue
        name, field = known[key]
        values[name] = _value(field, inner, path + key, errors)
    return values


def _value(field: Any, value: Any, path: str, errors: Errors) -> Any:
    if isinstance(field, wtforms.FormField):
        if value is None and isinstance(field, Maybe):
            return {}
        return _object(field.form, value, path + ".", errors)
    try:
        if isinstance(field, wtforms.FieldList):
            return _list(field, value, path, errors)
        return field.from_json(value)
    except ValueError as error:
        errors.setdefault(path, []).append(str(error.args[0]))
        return None


def _list(field: Any, value: Any, path: str, errors: Errors) -> list[Any]:
    if not isinstance(value, list):
        raise NotTaken(_l("A list is expected"))
    if len(value) > field.most:
        raise NotTaken(field.too_many())
    inner = field.blank_entry()
    return [_value(inner, each, f"{path}.{number}", errors) for number, each in enumerate(value)]


def errors_of(form: Form, prefix: str = "") -> Errors:
    """Every error by the path of its field: {"data.acts.0.title": ["Fill in “Name of the act”"]}, with the prefix."""
    return _by_path(form, prefix, [(each.path, each.text) for each in faults(form)])


def lacks_of(form: Form, prefix: str = "") -> Errors:
    """The same, each error saying which row and which field it is about: for where many stand together."""
    return _by_path(form, prefix, [(each.path, each.placed) for each in faults(form)])


def _by_path(form: Form, prefix: str, said: list[tuple[str, str]]) -> Errors:
    found: Errors = {}
    for path, text in said:
        found.setdefault(prefix + path if path else prefix.rstrip("."), []).append(text)
    if not form.json_errors:
        return found
    told = {prefix + path if path else prefix.rstrip("."): texts for path, texts in form.json_errors.items()}
    # A value of a wrong type was taken for an empty one: what the fields say about that is left out.
    for path, texts in found.items():
        if not any(path == known or path.startswith(known + ".") for known in told):
            told[path] = texts
    return told


def json_of(form: Form) -> dict[str, Any]:
    """The form's values as JSON, in the contract's spelling. Of a draft in JSON only the keys that were given."""
    given = form.given if form.draft else None
    return {field.short_name: _json(field) for field in form if given is None or field.short_name in given}


def _json(field: Any) -> Any:
    if isinstance(field, Maybe) and _is_blank(field):
        return None
    if isinstance(field, wtforms.FormField):
        return {inner.short_name: _json(inner) for inner in field.form if not _is_left_out(inner)}
    if isinstance(field, wtforms.FieldList):
        return [_json(entry) for entry in field.entries]
    return field.to_json()


def _is_left_out(field: Any) -> bool:
    return isinstance(field, Own) and field.left_out and field.is_empty()


def taken(form: Form, prefix: str = "") -> dict[str, Any]:
    """The values of a form that is valid. Raises Invalid (422) with every error by field."""
    if form.validate():
        return json_of(form)
    raise Invalid(
        _("Something is missing or not right. Correct what is marked and send it again."),
        errors=errors_of(form, prefix),
    )
