"""Form fields that name people: `U-4` in JSON, a choice among people on a page, of one organisation or of any."""

from collections.abc import Callable, Iterable
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet import clock
from qyzmet.forms.choices import SelectChoice
from qyzmet.forms.fields import NotTaken, Own, Schema, needed
from qyzmet.forms.lists import FieldList
from qyzmet.people.accounts import users
from qyzmet.people.models import Organisation, User
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Role

PATTERN = "^U-[1-9][0-9]{0,17}$"
# As many as a list of people takes.
MOST_PEOPLE = 98
_EXPECTED = _l("The id of a user is expected, for example U-4")


def _name_of(public_id: str) -> str:
    found = users.by_public_id(public_id)
    return found.full_name if found is not None else public_id


def people(organisation: Organisation | None, roles: tuple[Role, ...]) -> list[User]:
    """Those who hold one of the roles in the organisation today, by name."""
    if organisation is None:
        return []
    today = clock.today()
    found = {
        m.user_id: m.user
        for m in organisation.memberships
        if m.role in roles and m.holds_on(today) and m.user.left_on is None
    }
    return sorted(found.values(), key=lambda user: user.full_name)


class _UserId(Own, wtforms.SelectField):
    """A user by "U-4", or None."""

    unanswered: Any = N_("Choose a person: “%(label)s”")

    def from_json(self, value: Any) -> Any:
        """An id, or null."""
        if value is None or value == "":
            return None
        if not isinstance(value, str) or users.by_public_id(value) is None:
            raise NotTaken(_EXPECTED)
        return value

    def process_data(self, value: Any) -> None:
        """Keep an id."""
        self.data = value if isinstance(value, str) and value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.data = (str(valuelist[0])[:40] or None) if valuelist else None

    def describe(self, draft: bool) -> Schema:
        """A string of the form U-4."""
        return self.or_null({"type": "string", "pattern": PATTERN}, draft)


class PersonRef(_UserId):
    """Somebody who holds one of the roles in an organisation, or None."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        of: Callable[[], Organisation | None],
        roles: tuple[Role, ...],
        **kwargs: Any,
    ) -> None:
        self._of, self._roles = of, roles
        super().__init__(label, validators, choices=self._people, validate_choice=False, **kwargs)

    def _people(self) -> list[Any]:
        found = people(self._of(), self._roles)
        return [
            SelectChoice("", ""),
            *(SelectChoice(one.public_id, ", ".join(filter(None, (one.full_name, one.post)))) for one in found),
        ]

    def judge(self) -> None:
        """One of those who can be chosen."""
        if self.data not in {one.public_id for one in people(self._of(), self._roles)}:
            raise ValidationError(_l("Choose one of the people in the list"))

    def in_words(self) -> str | None:
        """The person's name, also of one who has left since."""
        chosen = users.by_public_id(self.data) if self.data else None
        return chosen.full_name if chosen is not None else ""


class UserRef(_UserId):
    """Any user. The page offers people to choose from (`offer`); a system names anybody."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", "")], validate_choice=False, **kwargs)

    def offer(self, groups: dict[str, list[User]]) -> None:
        """Let the page choose among these people, by the title of their group; who was chosen stays choosable."""
        choices = [SelectChoice("", "")]
        offered = {one.public_id for people in groups.values() for one in people}
        if self.data and self.data not in offered:
            choices.append(SelectChoice(self.data, _name_of(self.data)))
        for title, people in groups.items():
            choices += [
                SelectChoice(one.public_id, ", ".join(filter(None, (one.full_name, one.post))), optgroup=title)
                for one in people
            ]
        self.choices = choices

    def judge(self) -> None:
        """There is such a user."""
        if users.by_public_id(self.data) is None:
            raise ValidationError(_EXPECTED)

    def in_words(self) -> str:
        """The person's name."""
        return _name_of(self.data) if self.data else ""


class UserRefs(FieldList):
    """A list of users, each by "U-4"."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(UserRef("", [needed()]), label, validators, MOST_PEOPLE, kwargs)

    def describe(self, draft: bool) -> Schema:
        """An array of such strings."""
        return self.describe_list({"type": "string", "pattern": PATTERN}, draft)


class PresentRefs(Own, wtforms.SelectMultipleField):
    """Those who were present, as checkboxes on a page; a list of "U-4" in JSON."""

    unanswered: Any = N_("Say who is present")

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **kwargs)

    def offer(self, people: Iterable[tuple[User, str]]) -> None:
        """Let the page tick these people, each with what is said beside the name."""
        self.choices = [SelectChoice(one.public_id, f"{one.full_name} · {said}") for one, said in people]

    def from_json(self, value: Any) -> list[str]:
        """A list of ids."""
        if not isinstance(value, list):
            raise NotTaken(_l("A list is expected"))
        if len(value) > MOST_PEOPLE + 2 or not all(
            isinstance(each, str) and users.by_public_id(each) is not None for each in value
        ):
            raise NotTaken(_EXPECTED)
        return value

    def process_data(self, value: Any) -> None:
        """Keep the ids."""
        self.data = [str(each) for each in value] if isinstance(value, list) else []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take those who were ticked."""
        self.data = [str(each)[:40] for each in valuelist[: MOST_PEOPLE + 2]]

    def judge(self) -> None:
        """There are such users."""
        if any(users.by_public_id(each) is None for each in self.data):
            raise ValidationError(_EXPECTED)

    def in_words(self) -> str:
        """Their names."""
        return ", ".join(_name_of(each) for each in self.data)

    def describe(self, draft: bool) -> Schema:
        """An array of such strings."""
        schema: Schema = {"type": "array", "items": {"type": "string", "pattern": PATTERN}}
        return schema | {"maxItems": MOST_PEOPLE + 2} | ({"minItems": 1} if self.need and not draft else {})
