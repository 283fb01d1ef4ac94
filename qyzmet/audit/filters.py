"""What of the trail is asked for: by person, organisation, procedure, act and day."""

from typing import Any

from sqlalchemy import ColumnElement, select

from qyzmet import look_alikes
from qyzmet.audit.models import AuditRecord
from qyzmet.audit.wording import acts
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Procedure
from qyzmet.search.conditions import begin_of, end_of
from qyzmet.search.filters import Filters, one_of, organisation_ids, typed_in
from qyzmet.translating import gettext as _
from qyzmet.web.sorting import contains

NAMES = ("person", "organisation", "procedure", "act", "from", "to", "chain")
MOST_PEOPLE = 50


def read(arguments: Any) -> tuple[Filters, list[ColumnElement[bool]]]:
    """The filters of an address, and the conditions that they make."""
    asked = Filters(typed_in(arguments, NAMES))
    conditions = [
        condition
        for name, reading in (("person", _by_person), ("organisation", _by_organisation), ("procedure", _by_procedure))
        if (condition := asked.read(name, reading)) is not None
    ]
    act = asked.read("act", lambda text: one_of(text, acts()))
    if act is not None:
        conditions.append(AuditRecord.action == act)
    if asked.typed["chain"]:
        conditions.append(AuditRecord.chain == asked.typed["chain"])
    first, last = asked.read_days("from", "to")
    # Texts in ISO form and UTC sort as the instants do.
    if first is not None:
        conditions.append(AuditRecord.at >= begin_of(first).isoformat())
    if last is not None:
        conditions.append(AuditRecord.at < end_of(last).isoformat())
    return asked, conditions


def _by_person(text: str) -> ColumnElement[bool]:
    """Who did it, or to whom it was done: by name, e-mail or number. Raises ValueError for nobody, or too many."""
    whole = User.surname + " " + User.given_name + " " + User.patronymic
    wanted = contains(text, whole, User.email, User.given_name + " " + User.surname)
    number = text.upper().removeprefix("U-")
    if text.upper().startswith("U-") and number.isascii() and number.isdigit() and len(number) < 10:
        wanted = User.id == int(number)
    found = db.session.scalars(select(User).where(wanted).limit(MOST_PEOPLE + 1)).all()
    if not found:
        raise ValueError(_("Nobody is called so; the list is shown without it"))
    if len(found) > MOST_PEOPLE:
        raise ValueError(_("Too many people are called so. Write more of the name, or the number of the person"))
    numbers = [user.public_id for user in found]
    return AuditRecord.actor.in_(numbers) | AuditRecord.subject.in_(numbers)


def _by_organisation(text: str) -> ColumnElement[bool]:
    """For whom it was done, or to whom: by name or BIN."""
    ids = organisation_ids(text)
    bins = db.session.scalars(select(Organisation.bin).where(Organisation.id.in_(ids))).all()
    return AuditRecord.organisation.in_(bins) | AuditRecord.subject.in_(bins)


def _by_procedure(text: str) -> ColumnElement[bool]:
    """In which procedure: by its number, the draft's too. Raises ValueError where there is none."""
    number = look_alikes.quoted(text)
    wanted = (Procedure.number == number) | (Procedure.draft_number == number)
    key = db.session.scalar(select(Procedure.id).where(wanted))
    if key is None:
        raise ValueError(_("There is no procedure of this number; the list is shown without it"))
    return AuditRecord.chain == f"procedure:{key}"
