"""Form fields that name people: `U-4` in JSON, a choice among an organisation's people on a page."""

from collections.abc import Callable
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs
from wtforms.validators import ValidationError

from qyzmet import clock
from qyzmet.forms.fields import NotTaken, Own, Schema
from qyzmet.people.accounts import users
from qyzmet.people.models import Organisation, User
from qyzmet.vocabulary import Role

PATTERN = "^U-[1-9][0-9]{0,17}$"


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


class PersonRef(Own, wtforms.SelectField):
    """Somebody who holds one of the roles in an organisation, or None."""

    unanswered: Any = _l("Choose a person")

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

    def from_json(self, value: Any) -> Any:
        """An id, or null."""
        if value is None or value == "":
            return None
        if not isinstance(value, str) or users.by_public_id(value) is None:
            raise NotTaken(_l("The id of a user is expected, for example U-4"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep an id."""
        self.data = value if isinstance(value, str) and value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.data = (str(valuelist[0])[:40] or None) if valuelist else None

    def judge(self) -> None:
        """One of those who can be chosen."""
        if self.data not in {one.public_id for one in people(self._of(), self._roles)}:
            raise ValidationError(_l("Choose one of the people in the list"))

    def in_words(self) -> str | None:
        """The person's name, also of one who has left since."""
        chosen = users.by_public_id(self.data) if self.data else None
        return chosen.full_name if chosen is not None else ""

    def describe(self, draft: bool) -> Schema:
        """A string of the form U-4."""
        return self.or_null({"type": "string", "pattern": PATTERN}, draft)
