"""Law 46: by which kinds and recipients services are classified. Administrators keep them; a key never changes."""

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.reading.read_once import read_once
from qyzmet.web import formats

from ..models import Classifier, ClassifierName, Service
from . import regions


def kept(classifier: ClassifierName, *, closed: bool = False) -> list[Classifier]:
    """The rows of a classifier in their order; with those that are no longer offered, if asked."""
    query = select(Classifier).where(Classifier.classifier == classifier).order_by(Classifier.position, Classifier.id)
    return list(db.session.scalars(query if closed else query.where(Classifier.closed_at.is_(None))))


def find(classifier: ClassifierName, key: str) -> Classifier | None:
    """The row of that key, whether it is still offered or not."""
    return _all().get((classifier, key))


@read_once
def _all() -> dict[tuple[ClassifierName, str], Classifier]:
    """Every row, by classifier and key: they are some dozens."""
    return {(row.classifier, row.key): row for row in db.session.scalars(select(Classifier))}


def name_of(row: Classifier) -> str:
    """Its name in the language of the page."""
    return str(getattr(row, f"name_{formats.language()}"))


def names_of(service: Service) -> dict[str, str]:
    """What kind, recipient and region of a service are called; the key where no classifier has it."""
    keys = {ClassifierName.KIND: service.kind_key, ClassifierName.RECIPIENT: service.recipient_key}
    found = {classifier.value: called(classifier, key) for classifier, key in keys.items()}
    return found | {"region": regions.name_of(service.region, formats.language())}


def called(classifier: ClassifierName, key: str) -> str:
    """What the key is called in the language of the page; the key itself where the classifier does not have it."""
    row = find(classifier, key)
    return name_of(row) if row is not None else key


def choices(classifier: ClassifierName) -> list[tuple[str, str]]:
    """Key and name of each that is offered, for a page to choose from."""
    return [(row.key, name_of(row)) for row in kept(classifier)]
