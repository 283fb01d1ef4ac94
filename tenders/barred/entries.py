"""Law 45-3: the entries of the register of the barred: a court's finding of false information blocks a supplier's bids
for three years from the finding, and not before. Everybody reads them, an administrator keeps them.

Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from qyzmet import clock, context, rights, texts
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.people.models import Organisation
from qyzmet.people.organisations import organisations
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import ROLE_TITLES, OrganisationKind, Role

from ...requests.proposal.forms import Bin
from ..models import Barred
from ..rules import qualification
from ..rules.qualification import FALSE_RULE


class BarredForm(Form):
    """Law 45-3: an entry of the register of the barred."""

    supplier = Bin(_l("BIN of the supplier"), [needed()])
    finding_on = Date(_l("Day of the court's finding"), [needed()])
    document = DocumentRef(_l("The court's decision"), [needed()])


class StrikeForm(Form):
    """An entry that was made by mistake is struck out, and stays to be seen."""

    grounds = TextArea(_l("Grounds"), [needed()], most=4000)


def permit() -> None:
    """Raises NotYours for whoever does not keep the register."""
    if not rights.may_keep_barred(context.actor()):
        raise NotYours(
            _("The register of the barred is kept by an administrator."),
            rule=FALSE_RULE,
            who_may=[_(ROLE_TITLES[Role.ADMINISTRATOR])],
        )


def entry_of(row: Barred) -> qualification.Barred:
    """The entry as the rule reads it."""
    return qualification.Barred(row.organisation.bin, row.finding_on)


@cache
def _standing_of() -> Select[str, dt.date]:
    """Built once, as it is asked whenever a bid is shown or handed in."""
    return (
        select(Organisation.bin, Barred.finding_on)
        .join(Barred.organisation)
        .where(Organisation.bin.in_(bindparam("bins", expanding=True)), Barred.struck_at.is_(None))
        .order_by(Barred.id)
    )


def of_suppliers(bins: Iterable[str]) -> list[qualification.Barred]:
    """The entries of these suppliers that stand, for `qualification.against_barred`."""
    found = db.session.execute(_standing_of(), {"bins": sorted(set(bins))})
    return [qualification.Barred(row.bin, row.finding_on) for row in found]


def found(query: str = "") -> Select[Barred]:
    """The entries, the oldest first; those of one BIN, if one is given."""
    asked = select(Barred).join(Organisation).order_by(Barred.id)
    number = texts.digits(query)
    return asked.where(Organisation.bin == number) if number else asked


def by_id(row_id: int) -> Barred | None:
    """The entry of that number."""
    return db.session.get(Barred, row_id)


def blocks(row: Barred, on: dt.date) -> bool:
    """Whether the entry blocks bids on that day."""
    return row.struck_at is None and entry_of(row).blocks(on)


def add(data: Mapping[str, Any]) -> Barred:
    """Enter a supplier; `data` has passed the form. Raises NotYours, and Invalid for what cannot be entered."""
    permit()
    finding_on = dt.date.fromisoformat(str(data["finding_on"]))
    supplier = _supplier(str(data["supplier"]))
    if finding_on > clock.today():
        raise _invalid("finding_on", _("A supplier is barred from the court's finding on: this day has not come yet."))
    # Two administrators may enter the same finding at the same instant: the second waits, and finds the first.
    db.session.refresh(supplier, with_for_update=True)
    if _standing(supplier, finding_on) is not None:
        raise _invalid("finding_on", _("This finding stands in the register already."))
    actor = context.actor()
    made = Barred(
        organisation=supplier,
        finding_on=finding_on,
        document=str(data["document"]),
        recorded_by=actor.user,
        recorded_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("bar_supplier", chain=_chain(made), subject=supplier.bin, after=_facts(made))
    return made


def strike(row: Barred, grounds: str) -> None:
    """Strike out an entry that was made by mistake; it stays to be seen. Raises NotYours and NotInThisState."""
    permit()
    db.session.refresh(row, with_for_update=True)
    against_striking(row)
    row.struck_at, row.struck_grounds = clock.now(), grounds
    db.session.flush()
    audit.record(
        "strike_barred", chain=_chain(row), subject=row.organisation.bin, before=_facts(row), after={"grounds": grounds}
    )


def against_striking(row: Barred) -> None:
    """Raises NotInThisState for an entry that is struck out already."""
    if row.struck_at is not None:
        raise NotInThisState(_("This entry is struck out already."), rule=FALSE_RULE)


def _supplier(number: str) -> Organisation:
    supplier = organisations.by_bin(number)
    if supplier is None or supplier.kind is not OrganisationKind.SUPPLIER:
        raise _invalid("supplier", _("There is no supplier with this BIN here."))
    return supplier


def _standing(supplier: Organisation, finding_on: dt.date) -> Barred | None:
    return db.session.scalars(
        select(Barred).where(
            Barred.organisation_id == supplier.id, Barred.finding_on == finding_on, Barred.struck_at.is_(None)
        )
    ).first()


def _invalid(field: str, text: str) -> Invalid:
    return Invalid(text, rule=FALSE_RULE, errors={field: [text]})


def _chain(row: Barred) -> str:
    return f"barred:{row.id}"


def _facts(row: Barred) -> dict[str, Any]:
    return {
        "supplier": row.organisation.bin,
        "finding_on": row.finding_on.isoformat(),
        "until": entry_of(row).until.isoformat(),
        "document": row.document,
    }
