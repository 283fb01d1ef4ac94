"""What every form is: its fields, the rules over several of them, the messages in the language of the page.

A room describes what it takes as a `Form`; `qyzmet.forms.binding` fills it from a page's post and from JSON alike.
"""

from collections.abc import Iterator
from typing import Any

import wtforms
from wtforms.meta import DefaultMeta

from qyzmet.web.languages import current_language

Errors = dict[str, list[str]]


class Form(wtforms.Form):
    """What all forms of ours are. Fields are those of `qyzmet.forms.fields`.

    Rules over several fields go into `check`. Field names that WTForms uses itself (`data`, `errors`, `meta`) cannot
    be had; a Python keyword is written `for_ = YesNo(…, name="for")`.
    """

    # Of wtforms.Form, missing in its stubs.
    _parent_form: Any

    class Meta(DefaultMeta):
        """WTForms' own messages in the language of the page."""

        @property
        def locales(self) -> list[str]:  # type: ignore[override]  # read only by WTForms too.
            """Kazakh, Russian or English."""
            return [current_language()]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._draft = False
        # Errors of types and of unknown fields, found in JSON before any field was filled.
        self.json_errors: Errors = {}
        # The top-level keys that JSON gave; None where a page was posted, which gives them all.
        self.given: frozenset[str] | None = None
        # Whether fields were taken out, so that rules over several cannot be judged.
        self.partial = False
        super().__init__(*args, **kwargs)

    def process(  # type: ignore[override]  # our forms take no extra filters.
        self, formdata: Any = None, obj: Any = None, data: Any = None, **kwargs: Any
    ) -> None:
        """Fill the fields. Kept data has the names of JSON, which may be none of Python's (`for`)."""
        kept = {**(data or {}), **kwargs}
        for name, field in self._fields.items():
            if field.short_name != name and field.short_name in kept:
                kept[name] = kept.pop(field.short_name)
        super().process(formdata, obj, data=kept)

    @property
    def draft(self) -> bool:
        """Whether what is needed may still be left open; the outermost form says."""
        parent = self._parent_form
        return parent.draft if isinstance(parent, Form) else self._draft

    def called(self) -> str:
        """What it is called in a list of its like; "" where that is by number: "Act 2"."""
        return ""

    def check(self) -> Iterator[tuple[str, str]]:
        """Rules over several fields: pairs of a field's path ("results.0.problem") and what is wrong with it.

        Runs for drafts too; a rule that only holds at the submission asks `self.draft`. Left out for a form of which
        a page showed one section only.
        """
        yield from ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then the rules over several. True when all is well."""
        good = bool(super().validate(extra_validators)) and not self.json_errors
        for path, text in () if self.partial else self.check():
            add_error(self, path.split("."), str(text))
            good = False
        return good


def add_error(form: Form, path: list[str], text: str) -> None:
    """Put a message at the field of that path (["acts", "0", "title"]), where the page shows it."""
    field: Any = next(f for f in form if f.short_name == path[0])
    rest = path[1:]
    if isinstance(field, wtforms.FieldList) and rest:
        field, rest = field.entries[int(rest[0])], rest[1:]
    if isinstance(field, wtforms.FormField) and rest:
        add_error(field.form, rest, text)
    elif isinstance(field, wtforms.FormField):
        field.form.form_errors.append(text)
    else:
        field.errors = [*field.errors, text]
