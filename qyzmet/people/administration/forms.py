"""What administrators fill in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import wtforms

from qyzmet import texts
from qyzmet.database import db
from qyzmet.forms.choices import Select, SelectChoice, YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Email, Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Lines
from qyzmet.people.accounts.users import Person
from qyzmet.people.iin_bin import bin_fault, iin_fault
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations.forms import NamesForm, NumberText, person_of
from qyzmet.procedure.refusals import Invalid
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import KIND_TITLES, ROLE_TITLES, OrganisationKind, Role
from qyzmet.web.languages import NAMES

LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in NAMES.items()]


def _kind_titles() -> dict[OrganisationKind, Any]:
    return {kind: _l(title) for kind, title in KIND_TITLES.items()}


def _role_titles() -> dict[Role, Any]:
    return {role: _l(title) for role, title in ROLE_TITLES.items()}


class OrganisationForm(NamesForm):
    """A new organisation."""

    kind = Select(_l("What it is under the Rules"), [needed()], kind=OrganisationKind, titles=_kind_titles())
    bin = NumberText(_l("BIN"), [needed()], fault=bin_fault)
    national_bank = YesNo(_l("Is it the National Bank or does it belong to it? (¶ 3)"), [needed()], default=False)


class ChangeOrganisationForm(NamesForm):
    """What can be changed of an organisation."""

    national_bank = YesNo(_l("Is it the National Bank or does it belong to it? (¶ 3)"), [needed()])
    must_sign = YesNo(
        _l("Are its heads' acts taken only with an electronic digital signature? (H47)"), [needed()], default=False
    )
    owners = Lines(
        _l("Who owns a share of it: IIN or BIN"),
        description=_l("Each on a line of its own. An owner judges no bid of this organisation (Law 45-1)."),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        """Each owner is a possible number, named once."""
        seen: set[str] = set()
        for number in self.owner_numbers:
            if iin_fault(number) is not None and bin_fault(number) is not None:
                yield "owners", _("This is neither an IIN nor a BIN: %(number)s", number=number[:40])
            elif number in seen:
                yield "owners", _("This number is named twice: %(number)s", number=number)
            seen.add(number)

    @property
    def owner_numbers(self) -> list[str]:
        """The numbers, without the blanks with which people group digits."""
        return [texts.digits(each) for each in self.owners.data or ()]


class SuccessorForm(NamesForm):
    """The successor of a reorganised organisation."""

    bin = NumberText(_l("BIN of the successor"), [needed()], fault=bin_fault)
    with_people = YesNo(_l("Do its people move to the successor with the same roles?"), [needed()])


class RefusalForm(Form):
    """Why a registration is refused."""

    reason = TextArea(_l("Reason, which the supplier will read"), [needed()], most=2000)


class PersonForm(Form):
    """A person."""

    surname = Text(_l("Surname"), [needed()], most=200)
    given_name = Text(_l("Name"), [needed()], most=200)
    patronymic = Text(_l("Patronymic"), most=200)
    iin = NumberText(_l("IIN"), [needed()], fault=iin_fault)
    post = Text(_l("Post"), most=300)
    email = Email(_l("E-mail"), [needed()])
    language = wtforms.RadioField(_l("Language of messages"), choices=LANGUAGE_CHOICES, default="kk")

    @property
    def person(self) -> Person:
        """The person, as the service takes one."""
        return person_of(self, self.language.data)


class InvitationForm(PersonForm):
    """A person and the roles in an organisation."""

    organisation = wtforms.SelectField(_l("Organisation"))
    roles = wtforms.SelectMultipleField(
        _l("Roles"), choices=[SelectChoice(role.value, title) for role, title in _role_titles().items()]
    )

    def check(self) -> Iterator[tuple[str, str]]:
        """At least one role."""
        if not self.roles.data:
            yield "roles", _("Choose at least one role.")


class RoleForm(Form):
    """A role with its dates; acting for somebody, if one is chosen."""

    organisation = wtforms.SelectField(_l("Organisation"))
    role = Select(_l("Role"), [needed()], kind=Role, titles=_role_titles())
    since = Date(_l("First day"), [needed()])
    until = Date(_l("Last day"))
    acting_for = wtforms.SelectField(_l("Stands in for the head"), [wtforms.validators.Optional()])


class EndRoleForm(Form):
    """When a role ends."""

    last_day = Date(_l("Last day of the role"), [needed()])


class LeaveForm(Form):
    """Who leaves when, and who takes over."""

    left_on = Date(_l("Last day of work"), [needed()])
    colleague = wtforms.SelectField(_l("Who takes over what waits for this person"))


_NONE = SelectChoice("", "")


def organisation_choices(organisations: Sequence[Organisation]) -> list[SelectChoice]:
    """Organisations to choose from, by BIN."""
    return [_NONE, *(SelectChoice(one.bin, f"{name_of(one)} · {one.bin}") for one in organisations)]


def user_choices(users: Sequence[User]) -> list[SelectChoice]:
    """People to choose from, by number."""
    return [
        _NONE,
        *(SelectChoice(one.public_id, ", ".join(filter(None, (one.full_name, one.post)))) for one in users),
    ]


@contextmanager
def refusals_at(form: Form) -> Iterator[None]:
    """What a service refuses is undone and put at the form's fields; what belongs to none of them goes on top."""
    try:
        yield
    except Invalid as refusal:
        db.session.rollback()
        known = {field.short_name: field for field in form}
        for name, texts in refusal.errors.items():
            if name in known:
                known[name].errors = [*known[name].errors, *texts]
            else:
                form.form_errors.extend(texts)
