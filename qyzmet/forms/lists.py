"""Fields that hold others: groups, and lists of rows or texts."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet import texts
from qyzmet.forms.fields import LINE, NotTaken, Own, Schema, Text, TextArea, clean, needed, too_long
from qyzmet.forms.form import Form
from qyzmet.translating import lazy_gettext as _l
from qyzmet.translating import lazy_ngettext
from qyzmet.vocabulary import N_

MOST_ROWS = 100


class Group(wtforms.FormField):  # type: ignore[type-arg]  # generic in the stubs only.
    """Fields that belong together, as an object in JSON."""

    def __init__(self, form_class: type[Form], label: Any = None, **kwargs: Any) -> None:
        super().__init__(form_class, label, **kwargs)


class Maybe(Group):
    """A group that may be absent as a whole: null in JSON, as long as nothing in it is answered."""


class _List(Own):
    """What lists have in common: how many entries, and that none is dropped without a word."""

    unanswered = N_("Add at least one: “%(label)s”")
    entries: list[Any]
    most: int

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterable[int]:
        found = re.compile(re.escape(prefix) + r"-([0-9]{1,4})(?:-.*)?", re.DOTALL)
        return {int(match[1]) for key in formdata if (match := found.fullmatch(key))}

    def is_empty(self) -> bool:
        """Whether it has no entries."""
        return not self.entries

    def too_many(self) -> Any:
        """What is said of a list that is longer than `most`."""
        return lazy_ngettext("Give at most %(num)s entry", "Give at most %(num)s entries", self.most)

    def own_judgement(self, form: Any) -> Any:
        """What is wrong with the list itself, or None."""
        if len(self.entries) > self.most:
            return self.too_many()
        if self.is_empty() and self.need is not None and not form.draft:
            return self.asks()
        return None

    def describe_list(self, items: Schema, draft: bool) -> Schema:
        """An array with its longest length."""
        schema: Schema = {"type": "array", "items": items, "maxItems": self.most}
        return schema | ({"minItems": 1} if self.need is not None and not draft else {})


class FieldList(_List, wtforms.FieldList):  # type: ignore[type-arg]  # as above.
    """WTForms' list, which would cut what is too long; ours keeps it and says so."""

    # Of wtforms.Field, missing in its stubs.
    _form: Any
    _translations: Any

    def __init__(self, inner: Any, label: Any, validators: Any, most: int, kwargs: dict[str, Any]) -> None:
        # What one entry is called, where the label says it of many.
        self.one = kwargs.pop("one", None) or label
        super().__init__(inner, label, validators, **kwargs)
        self.most = most
        self._inner = inner
        self._blank: Any = None

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Fill the rows, however many; the page's script then stops adding at `most` (see the macro `rows`)."""
        self.max_entries = None
        super().process(formdata, *args, **kwargs)
        self.max_entries = self.most

    def _add_entry(self, *args: Any, **kwargs: Any) -> Any:
        entry = super()._add_entry(*args, **kwargs)  # type: ignore[misc]  # missing in the stubs.
        if not entry.label.text:
            entry.label.text = self.one
        return entry

    def blank_entry(self) -> Any:
        """An entry that holds nothing, to ask how it takes JSON and describes itself; the same for every row."""
        if self._blank is None:
            options = {"name": f"{self.name}-0", "translations": self._translations}
            self._blank = self.meta.bind_field(self._form, self._inner, options)
            self._blank.process(None)
        return self._blank

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """The entries, then the list itself."""
        wrong = self.own_judgement(form)
        if len(self.entries) > self.most:
            self.errors = [wrong]
            return False
        good = super().validate(form, extra_validators)
        if wrong is not None:
            self.errors = [*self.errors, wrong]
        return good and wrong is None


class Rows(FieldList):
    """A list of sub-forms of at most `most`."""

    def __init__(
        self,
        form_class: type[Form],
        label: Any = None,
        validators: Any = None,
        *,
        most: int = MOST_ROWS,
        **kwargs: Any,
    ) -> None:
        super().__init__(wtforms.FormField(form_class), label, validators, most, kwargs)
        self.form_class = form_class


class Texts(FieldList):
    """A list of at most `most` texts of at most `each` characters."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        most: int = MOST_ROWS,
        each: int = LINE,
        lines: bool = False,
        **kwargs: Any,
    ) -> None:
        kind = TextArea if lines else Text
        super().__init__(kind("", [needed()], most=each), label, validators, most, kwargs)
        self.each = each

    def describe(self, draft: bool) -> Schema:
        """An array of strings."""
        return self.describe_list({"type": "string", "maxLength": self.each}, draft)


class Lines(Own, wtforms.TextAreaField):
    """A list of short texts in one box of a page, each on a line of its own. `data` is a list of texts."""

    most = MOST_ROWS

    def from_json(self, value: Any) -> list[str]:
        """A list of strings, none of them empty."""
        if not isinstance(value, list):
            raise NotTaken(_l("A list is expected"))
        if not all(isinstance(each, str) and texts.leaves_ink(each) for each in value):
            raise NotTaken(_l("A list of texts is expected, none of them empty"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep the texts cleaned."""
        self.data = []
        self.data = [clean(each, lines=False) for each in value] if isinstance(value, list) else []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take each line that is not blank."""
        typed = str(valuelist[0]) if valuelist else ""
        self.process_data([line for line in typed.splitlines() if texts.leaves_ink(line)])

    def judge(self) -> None:
        """Neither too many nor too long."""
        if len(self.data) > self.most:
            raise ValidationError(
                lazy_ngettext("Give at most %(num)s entry", "Give at most %(num)s entries", self.most)
            )
        if any(len(each) > LINE for each in self.data):
            raise ValidationError(too_long(LINE))

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or [])

    def in_words(self) -> str:
        """One beside the other."""
        return ", ".join(self.data or [])

    def describe(self, draft: bool) -> Schema:
        """An array of strings."""
        schema: Schema = {"type": "array", "items": {"type": "string", "maxLength": LINE, "minLength": 1}}
        return schema | {"maxItems": self.most} | ({"minItems": 1} if self.need is not None and not draft else {})


def lists_of(fields: Any) -> Iterator[Any]:
    """Every list of a form, inner ones after those that hold them."""
    for field in fields:
        if isinstance(field, wtforms.FormField):
            yield from lists_of(field.form)
        elif isinstance(field, wtforms.FieldList):
            yield field
            yield from lists_of(field.entries)
