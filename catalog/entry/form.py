"""An entry of the Catalogue (Law 46): one form for the integrator's notice, for keeping it, and for the API.

What some of it needs, and what does not fit together, is asked in against_entry.py: a draft may leave things open.
"""

from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs

from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import Select
from qyzmet.forms.fields import NotTaken, Own, Schema, Text, TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group, Rows
from qyzmet.forms.numbers import Money
from qyzmet.translating import lazy_gettext as _l

from ...requests.services_register.fields import RegisterNumber
from ..models import RelationKind

KEY = r"^[a-z0-9][a-z0-9_-]{0,39}$"
RELATIONS = {
    RelationKind.NEEDS: _l("needs"),
    RelationKind.REPLACES: _l("replaces"),
    RelationKind.PART_OF: _l("is a part of"),
}


class ClassifierKey(Own, wtforms.SelectField):
    """The key of a kind or of a recipient of the classifiers (Law 46); a page offers those that are kept."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", "")], validate_choice=False, **kwargs)

    def offer(self, kept: list[tuple[str, str]]) -> None:
        """Let a page choose among these keys and names; what was chosen earlier stays among them."""
        known = {key for key, _name in kept}
        chosen = [(self.data, self.data)] if self.data and self.data not in known else []
        self.choices = [SelectChoice(key, name) for key, name in (("", ""), *kept, *chosen)]

    def from_json(self, value: Any) -> str | None:
        """A text, or null."""
        if value is not None and not isinstance(value, str):
            raise NotTaken(_l("A key of the classifier is expected"))
        return value or None

    def process_data(self, value: Any) -> None:
        """Keep a key."""
        self.data = value[:40] if isinstance(value, str) and value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.process_data(str(valuelist[0]).strip() if valuelist else None)

    def describe(self, draft: bool) -> Schema:
        """A string."""
        return self.or_null({"type": "string", "maxLength": 40}, draft)


class NamesForm(Form):
    """A name in three languages."""

    kk = TextArea(_l("Name in Kazakh"), [needed()], most=1000)
    ru = TextArea(_l("Name in Russian"), [needed()], most=1000)
    en = TextArea(_l("Name in English"), [needed()], most=1000)


class DescriptionsForm(Form):
    """A description in three languages."""

    kk = TextArea(_l("Description in Kazakh"), [needed()], most=10_000)
    ru = TextArea(_l("Description in Russian"), [needed()], most=10_000)
    en = TextArea(_l("Description in English"), [needed()], most=10_000)


class EntryIntegrationForm(Form):
    """With what the service exchanges data."""

    name = Text(_l("With what"), [needed()])
    register = RegisterNumber(_l("Service in the register"))


class RelationForm(Form):
    """How the service stands to another of the Catalogue."""

    kind = Select(_l("How"), [needed()], kind=RelationKind, titles=RELATIONS)
    service = Text(_l("Number of the other service"), [needed()], most=40, description=_l("For example S-2026-000041"))


class EntryDocumentForm(Form):
    """A document that goes with the entry: a guide, the conditions of use."""

    name = Text(_l("What the document is"), [needed()])
    document = DocumentRef(_l("File"), [needed()])


class EntryForm(Form):
    """The entry, in the names of the contract."""

    names = Group(NamesForm, _l("Names"))
    descriptions = Group(DescriptionsForm, _l("Description"))
    kind = ClassifierKey(_l("Kind of service"), [needed()])
    recipient = ClassifierKey(_l("Who receives it"), [needed()])
    price_lease = Money(_l("Price of the lease, in tenge"), [depends()])
    price_service = Money(_l("Price of the IC service, in tenge"), [needed()])
    service_level = TextArea(_l("Level of service"), [needed()], most=4000)
    how_to_get = TextArea(_l("How to get it"), [needed()], most=4000)
    support = TextArea(_l("Contact for support"), [needed()], most=1000)
    security_class = Text(_l("Class of information security"), [needed()], most=100)
    integrations = Rows(EntryIntegrationForm, _l("Integrations"), one=_l("Integration"))
    relations = Rows(RelationForm, _l("Relations to other services"), one=_l("Relation"))
    documents = Rows(
        EntryDocumentForm,
        _l("Documents of the service"),
        one=_l("Document"),
        description=_l("Everybody reads them: a guide, the conditions of use, an example of an answer."),
    )
