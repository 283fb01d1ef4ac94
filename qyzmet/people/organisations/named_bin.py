"""The BIN of an organisation as a field that takes its name too: a paper that a clerk registers bears a name."""

from typing import Any

from sqlalchemy import select

from qyzmet import texts
from qyzmet.database import db
from qyzmet.forms.fields import Digits, NotTaken
from qyzmet.people.models import Organisation
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web.languages import current_language
from qyzmet.web.sorting import LONGEST_SEARCH, contains

# So many of those that are called alike are named.
MOST_NAMED = 5


class NamedBin(Digits):
    """A BIN. On a page a name, or a part of it, will do, where one organisation alone is called so."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.flags.maxlength = LONGEST_SEARCH

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number, or find it by the name. What is not found stands there as it was typed."""
        typed = texts.without_marks(str(valuelist[0])).strip() if valuelist else ""
        if not any(each.isalpha() for each in typed):
            super().process_formdata(valuelist)
            return
        self.data = typed[:LONGEST_SEARCH]
        found = _called(typed)
        if not found:
            raise NotTaken(_l("No organisation here is called so. Write another part of its name, or its BIN"))
        if len(found) > 1:
            names = "; ".join(f"{each.name(current_language())}, {each.bin}" for each in found[:MOST_NAMED])
            raise NotTaken(_l("Several organisations are called so, write the BIN of one: %(names)s", names=names))
        self.data = found[0].bin


def _called(name: str) -> list[Organisation]:
    named = contains(name, Organisation.name_kk, Organisation.name_ru, Organisation.name_en)
    return list(db.session.scalars(select(Organisation).where(named).order_by(Organisation.id).limit(MOST_NAMED + 1)))
