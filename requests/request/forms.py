"""What a request and its moves take: one form each for pages and the API, with the field names of the contract."""

from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.binding import bind_json, lacks_of
from qyzmet.forms.choices import Choice, Select, YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Email, Key, Link, Phone, Text, TextArea, TextOrNull, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group, Rows, Texts
from qyzmet.forms.numbers import Integer, Number
from qyzmet.forms.offering import TextOffering
from qyzmet.forms.row_key import RowKey
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...programmes.citations.fields import ProgrammeNumber
from . import choices

LONG = 10_000


class Problem(RowKey):
    """The key of a problem of row 5."""


class ActForm(Form):
    """Row 2: a normative act."""

    title = TextArea(_l("Name of the act"), [needed()], most=2000)
    number = Text(_l("Number of the act"), most=100)
    date = Date(_l("Date of the act"), [needed()])
    url = Link(_l("Address on the internet"))
    points = Text(_l("Points"), description=_l("The exact points, for example: 3, 7"))


class ProgrammeForm(Form):
    """Row 2: a programme that foresees the service."""

    programme = ProgrammeNumber(
        _l("Programme in the register"),
        description=_l("Any word of its name finds it; its kind and name need not be filled in then"),
    )
    kind = Choice(_l("Kind"), [needed()], kind=choices.ProgrammeKind, titles=choices.PROGRAMME_KINDS)
    title = TextArea(_l("Name of the programme"), [needed()], most=2000)
    points = TextOffering(_l("Points"), [needed()], description=_l("The exact points that foresee the service"))


class UserGroupForm(Form):
    """Row 4: a group of potential users."""

    kind = Choice(_l("Natural or legal persons"), [needed()], kind=choices.UserKind, titles=choices.USER_KINDS)
    name = Text(_l("Who they are"), [needed()])
    number = Integer(
        _l("Number of users"), [needed()], description=_l("How many in all; say in the text if it is an estimate")
    )
    does = TextArea(_l("Functions they perform"), [needed()], most=2000)


class CirculatingForm(Form):
    """Row 4: electronic documents that will circulate."""

    kind = Text(_l("Kind of document"), [needed()])
    number_per_year = Integer(_l("Number a year"), [needed()])
    volume_mb = Number(_l("Volume of one document, MB"), [needed()])


_PLACES = {
    choices.Level.REGION: N_("Say which region: “%(label)s”"),
    choices.Level.DEPARTMENT: N_("Say which department: “%(label)s”"),
}


class ScopeForm(Form):
    """Row 4: scale and capacity."""

    need = TextArea(_l("Why the service is needed"), [needed()], most=LONG)
    level = Choice(_l("Where it is to work"), [needed()], kind=choices.Level, titles=choices.LEVELS)
    territory = Text(_l("Region or department"), [depends()])
    frequency = Text(_l("How often it will be used"), [needed()], most=2000)
    user_groups = Rows(UserGroupForm, _l("Groups of users"), [needed()], one=_l("Group"))
    documents = Rows(CirculatingForm, _l("Electronic documents expected"), [needed()], one=_l("Document"))

    def check(self) -> Iterator[tuple[str, str]]:
        """A region or a department has a name."""
        asked = _PLACES.get(self.level.data)
        if asked is not None and not self.draft and not self.territory.data:
            yield "territory", _(asked, label=self.territory.label.text)


class ProblemForm(Form):
    """Row 5: a problem, with the key by which results answer it."""

    key = Key("", most=40)
    text = TextArea(_l("Problem"), [needed()], most=2000)


class ResultForm(Form):
    """Row 6: what the automation does about a problem."""

    problem = Problem(_l("Problem of row 5"), [needed(_l("Choose the problem that this result answers"))])
    text = TextArea(_l("What the electronic form changes"), [needed()], most=2000)


class NationalBankForm(Form):
    """¶ 3: objects of the National Bank."""

    own_system = YesNo(_l("Is the object the National Bank's own?"), [depends()])
    integrated = YesNo(_l("Will it be integrated with objects of the “electronic government”?"), [depends()])


class TechnicalDocumentForm(Form):
    """Row 8: a technical document and its copy."""

    name = Text(_l("Name of the document"), [needed()])
    document = DocumentRef(_l("Copy"), [needed(_l("Attach the copy"))])


class ExistingSystemForm(Form):
    """Row 9: a system that automates the function, wholly or in part."""

    name = Text(_l("Name of the system"), [needed()])
    kind = Select(_l("Kind"), [needed()], kind=choices.SystemKind, titles=choices.SYSTEM_KINDS)
    service = TextOrNull(
        _l("Number in the catalogue of IC services"), most=40, description=_l("If it is an IC service")
    )
    covers = Choice(_l("It automates"), [needed()], kind=choices.Covers, titles=choices.COVERS)


class ContactForm(Form):
    """Row 10: a responsible person."""

    surname = Text(_l("Surname"), [needed()], most=200)
    given_name = Text(_l("Name"), [needed()], most=200)
    patronymic = Text(_l("Patronymic"), most=200)
    unit = Text(_l("Structural unit"), [needed()])
    post = Text(_l("Post"), [needed()])
    phone = Phone(_l("Work telephone"), [needed()])
    mobile = Phone(_l("Mobile telephone"))
    email = Email(_l("E-mail"), [needed()])


class RequestForm(Form):
    """¶ 8.1: the ten rows of Annex 1."""

    function = TextArea(_l("Function"), [needed()], most=1000)
    # H48: what rows 1, 2, 5 and 9 are filled from, where they are empty.
    passport = TextOrNull(
        _l("Function passport"),
        most=40,
        description=_l("Choose it or write its number: rows 1, 2, 5 and 9 are filled from it where they are empty"),
        render_kw={"list": "passports-of-the-body", "autocomplete": "off"},
    )
    acts = Rows(ActForm, _l("Normative acts"), [needed()], one=_l("Act"))
    programmes = Rows(ProgrammeForm, _l("Programmes"), one=_l("Programme"))
    purpose = TextArea(_l("Purpose"), [needed()], most=LONG)
    tasks = Texts(_l("Tasks"), [needed()], one=_l("Task"), each=2000, lines=True)
    scope = Group(ScopeForm, _l("Scale and capacity"))
    current_way = TextArea(_l("How the function is carried out today"), [needed()], most=LONG)
    problems = Rows(ProblemForm, _l("Problems"), [needed()], one=_l("Problem"))
    partial_systems_faults = TextArea(_l("Faults of the systems that automate it in part"), most=LONG)
    results = Rows(ResultForm, _l("Results"), [needed()], one=_l("Result"))
    restricted = Choice(
        _l("Restricted information in the function"), [needed()], kind=choices.Restricted, titles=choices.RESTRICTED
    )
    object_holds_state_secrets = YesNo(
        _l("Will the object to be created hold, process or transmit state secrets?"), [needed()]
    )
    national_bank = Group(NationalBankForm, _l("National Bank"))
    technical_documents = Rows(TechnicalDocumentForm, _l("Technical documents"), one=_l("Document"))
    existing_systems = Rows(ExistingSystemForm, _l("Existing systems"), one=_l("System"))
    contacts = Rows(ContactForm, _l("Responsible persons"), [needed()], one=_l("Contact"))


def missing(data: Mapping[str, Any], kind: type[Form] = RequestForm) -> Iterator[Reason]:
    """What a draft's data still lacks for being filed, by field."""
    form = bind_json(kind, data)
    if not form.validate():
        for path, texts in lacks_of(form, "data.").items():
            for text in texts:
                yield Reason(text, field=path)
