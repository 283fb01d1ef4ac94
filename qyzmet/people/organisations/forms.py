"""How an organisation and its head are described: by names and numbers; what a registering supplier fills in."""

from collections.abc import Callable
from typing import Any

from wtforms.validators import ValidationError

from qyzmet.forms.fields import Digits, Email, Text, needed
from qyzmet.forms.form import Form
from qyzmet.people.accounts.users import Person, normal_email
from qyzmet.people.iin_bin import bin_fault, iin_fault
from qyzmet.people.organisations.organisations import Names
from qyzmet.translating import lazy_gettext as _l


class NumberText(Digits):
    """A BIN or an IIN, judged by `fault`."""

    def __init__(
        self, label: Any, validators: Any = None, *, fault: Callable[[str], str | None], **kwargs: Any
    ) -> None:
        super().__init__(label, validators, most=40, **kwargs)
        self.fault = fault

    def judge(self) -> None:
        """A possible number."""
        fault = self.fault(self.data)
        if fault is not None:
            raise ValidationError(fault)


class NamesForm(Form):
    """An organisation's names."""

    name_kk = Text(_l("Name in Kazakh"), [needed()])
    name_ru = Text(_l("Name in Russian"), [needed()])
    name_en = Text(_l("Name in English"), [needed()])

    @property
    def names(self) -> Names:
        """The names, as the service takes them."""
        return Names(self.name_kk.data, self.name_ru.data, self.name_en.data)


def person_of(form: Any, language: str) -> Person:
    """The person whom a form's fields name, as the service takes one."""
    return Person(
        iin=form.iin.data,
        surname=form.surname.data,
        given_name=form.given_name.data,
        patronymic=form.patronymic.data,
        post=form.post.data,
        email=normal_email(form.email.data),
        language=language,
    )


class RegistrationForm(NamesForm):
    """A supplier registers itself: the organisation and its head."""

    bin = NumberText(_l("BIN"), [needed()], fault=bin_fault)
    surname = Text(_l("Surname of the head"), [needed()], most=200)
    given_name = Text(_l("Name of the head"), [needed()], most=200)
    patronymic = Text(_l("Patronymic of the head"), most=200)
    iin = NumberText(_l("IIN of the head"), [needed()], fault=iin_fault)
    post = Text(_l("Post"), most=300)
    email = Email(_l("E-mail of the head"), [needed()])

    def person(self, language: str) -> Person:
        """The head, as the service takes a person."""
        return person_of(self, language)
