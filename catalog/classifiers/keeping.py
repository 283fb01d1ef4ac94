"""Administrators keep the classifiers (Law 46): they add a row, rename it, close it and open it again.

A key never changes, and nothing is deleted: entries of the Catalogue hold keys. Nothing here commits.
"""

import re
from collections.abc import Mapping

from sqlalchemy import Select, func, select

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.forms.fields import Text, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.refusals import Invalid
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..models import Classifier, ClassifierName

_FORM_OF_KEY = r"[a-z0-9][a-z0-9_-]{0,39}"
LANGUAGES = ("kk", "ru", "en")


class RenamedForm(Form):
    """The names of a row."""

    name_kk = Text(_l("In Kazakh"), [needed()], most=300)
    name_ru = Text(_l("In Russian"), [needed()], most=300)
    name_en = Text(_l("In English"), [needed()], most=300)


class AddedForm(RenamedForm):
    """A new row of a classifier."""

    key = Text(
        _l("Key"),
        [needed()],
        most=40,
        description=_l("Small Latin letters, digits, - and _. Programs know it by the key; it never changes."),
    )


def add(classifier: ClassifierName, data: Mapping[str, str]) -> Classifier:
    """Add a row at the end. Raises Invalid for a key that is none, or that the classifier has already."""
    key = data["key"]
    if re.fullmatch(_FORM_OF_KEY, key) is None:
        text = _("A key begins with a small Latin letter or a digit; after it also - and _ may stand.")
        raise Invalid(text, errors={"key": [text]})
    if db.session.scalar(_rows(classifier).where(Classifier.key == key)) is not None:
        text = _("The classifier has this key already.")
        raise Invalid(text, errors={"key": [text]})
    last = db.session.scalar(select(func.max(Classifier.position)).where(Classifier.classifier == classifier)) or 0
    made = Classifier(classifier=classifier, key=key, position=last + 1, **_names(data))
    db.session.add(made)
    db.session.flush()
    audit.record("add_to_classifier", chain=_chain(made), subject=_subject(made), after=_names(data))
    return made


def rename(row: Classifier, data: Mapping[str, str]) -> None:
    """Other names under the same key."""
    before, after = {f"name_{each}": str(getattr(row, f"name_{each}")) for each in LANGUAGES}, _names(data)
    if before == after:
        return
    for name, value in after.items():
        setattr(row, name, value)
    db.session.flush()
    audit.record("rename_in_classifier", chain=_chain(row), subject=_subject(row), before=before, after=after)


def close(row: Classifier) -> None:
    """Offer it no longer; the entries that have it keep it."""
    if row.closed_at is None:
        row.closed_at = clock.now()
        audit.record("close_in_classifier", chain=_chain(row), subject=_subject(row))


def reopen(row: Classifier) -> None:
    """Offer it again."""
    if row.closed_at is not None:
        row.closed_at = None
        audit.record("reopen_in_classifier", chain=_chain(row), subject=_subject(row))


def by_id(number: int) -> Classifier | None:
    """The row of that id."""
    return db.session.get(Classifier, number)


def _rows(classifier: ClassifierName) -> Select[Classifier]:
    return select(Classifier).where(Classifier.classifier == classifier)


def _names(data: Mapping[str, str]) -> dict[str, str]:
    return {f"name_{each}": str(data[f"name_{each}"]) for each in LANGUAGES}


def _subject(row: Classifier) -> str:
    return f"{row.classifier.value}:{row.key}"


def _chain(row: Classifier) -> str:
    return f"classifier:{row.classifier.value}"
