"""Fields with a few answers to choose from."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # missing in the stubs

from qyzmet import texts
from qyzmet.forms.fields import NotTaken, Own, Schema
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_


class _Chosen(Own):
    """What choices have in common. `data` is one of the values, or None."""

    values: tuple[str, ...]

    def from_json(self, value: Any) -> str | None:
        """One of the values, or null."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise NotTaken(_l("A text is expected"))
        chosen = texts.without_marks(value)
        if chosen not in self.values:
            raise NotTaken(_l("One of these is expected: %(values)s", values=", ".join(self.values)))
        return chosen

    def process_data(self, value: Any) -> None:
        """Keep one of the values."""
        self.data = value if value in self.values else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.data = None
        if valuelist and valuelist[0]:
            if valuelist[0] not in self.values:
                raise NotTaken(_l("Choose one of the answers"))
            self.data = valuelist[0]

    def describe(self, draft: bool) -> Schema:
        """One of the values."""
        return self.or_null({"type": "string", "enum": list(self.values)}, draft)


def _choices(kind: type[StrEnum], titles: Mapping[Any, Any]) -> list[Any]:
    return [SelectChoice(member.value, titles[member]) for member in kind]


class Choice(_Chosen, wtforms.RadioField):
    """One of an enum's values, as radios. `titles` gives each a label that is already translated lazily (`_l`)."""

    def __init__(
        self, label: Any, validators: Any = None, *, kind: type[StrEnum], titles: Mapping[Any, Any], **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=_choices(kind, titles), **kwargs)
        self.values = tuple(member.value for member in kind)


class Select(_Chosen, wtforms.SelectField):
    """One of an enum's values, as a drop-down list with an empty first line."""

    def __init__(
        self, label: Any, validators: Any = None, *, kind: type[StrEnum], titles: Mapping[Any, Any], **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", ""), *_choices(kind, titles)], **kwargs)
        self.values = tuple(member.value for member in kind)


class Choices(Own, wtforms.SelectMultipleField):
    """Several of an enum's values, as checkboxes. `data` is a list of values, each once; a JSON array of them."""

    unanswered = N_("Choose at least one answer: “%(label)s”")

    def __init__(
        self, label: Any, validators: Any = None, *, kind: type[StrEnum], titles: Mapping[Any, Any], **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=_choices(kind, titles), **kwargs)
        self.values = tuple(member.value for member in kind)

    def from_json(self, value: Any) -> list[str]:
        """A list of the values, each once."""
        if not isinstance(value, list):
            raise NotTaken(_l("A list is expected"))
        if not all(isinstance(each, str) and each in self.values for each in value):
            raise NotTaken(_l("A list of these is expected: %(values)s", values=", ".join(self.values)))
        if len(set(value)) < len(value):
            raise NotTaken(_l("Name each of the answers once"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep those of the values."""
        self.data = [each for each in value if each in self.values] if isinstance(value, list) else []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was ticked."""
        self.data = []
        if any(each not in self.values for each in valuelist):
            raise NotTaken(_l("Choose among the answers"))
        self.data = list(dict.fromkeys(valuelist))

    def describe(self, draft: bool) -> Schema:
        """An array of the values."""
        schema: Schema = {
            "type": "array",
            "items": {"type": "string", "enum": list(self.values)},
            "maxItems": len(self.values),
            "uniqueItems": True,
        }
        return schema | ({"minItems": 1} if self.need is not None and not draft else {})


class YesNo(Own, wtforms.RadioField):
    """Yes or no, as radios that may stay unanswered in a draft. `data` is "yes", "no" or None; JSON true or false."""

    unanswered = N_("Answer yes or no: “%(label)s”")

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(
            label,
            validators,
            choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
            **kwargs,
        )

    def from_json(self, value: Any) -> bool | None:
        """true, false or null."""
        if value is not None and not isinstance(value, bool):
            raise NotTaken(_l("true or false is expected"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep an answer."""
        self.data = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the answer."""
        self.data = None
        if valuelist and valuelist[0]:
            if valuelist[0] not in ("yes", "no"):
                raise NotTaken(_l("Answer yes or no"))
            self.data = valuelist[0]

    def to_json(self) -> bool | None:
        """As a JSON boolean."""
        return None if self.data is None else self.data == "yes"

    def describe(self, draft: bool) -> Schema:
        """A boolean."""
        return self.or_null({"type": "boolean"}, draft)
