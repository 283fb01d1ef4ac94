"""H12: what came on paper. A clerk registers it with its scans; terms count from the day on which it came in."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from qyzmet import clock
from qyzmet.people.models import Membership, Organisation
from qyzmet.people.organisations import organisations
from qyzmet.procedure import editions
from qyzmet.procedure.refusals import Invalid, Reason
from qyzmet.vocabulary import OrganisationKind
from qyzmet.web import formats

from ...deadlines.calendar import in_force as calendars


@dataclass(frozen=True)
class Paper:
    """A paper as it came in: on which day, its scans (ids of documents), and from whom (BIN; "" for one's own)."""

    received_on: dt.date | None
    scans: tuple[str, ...]
    filed_by: str = ""


def filer(paper: Paper, clerk: Membership, kinds: tuple[OrganisationKind, ...]) -> Organisation:
    """The organisation whose paper it is: the clerk's own where that may file, else the one named.

    Raises Invalid by field for a paper that cannot be registered.
    """
    reasons = list(_against(paper))
    own = clerk.organisation
    found = own if own.kind in kinds else organisations.by_bin(paper.filed_by) if paper.filed_by else None
    if found is None or found.kind not in kinds or not found.works:
        reasons.append(Reason(_("Name the organisation that filed the paper by its BIN."), field="filed_by"))
    elif own.kind in kinds and paper.filed_by not in ("", own.bin):
        reasons.append(Reason(_("You register papers of your own organisation only."), field="filed_by"))
    if reasons or found is None:
        errors = {str(reason.field): [reason.text] for reason in reasons}
        raise Invalid(" ".join(reason.text for reason in reasons), rule="H12", errors=errors)
    return found


def earliest(day: dt.date | None = None) -> dt.date:
    """The earliest date of receipt that may be registered today."""
    day = day or clock.today()
    back = int(editions.house_rule("H12", editions.current_edition(day).key))
    return calendars.current().add(day, -back)


def _against(paper: Paper) -> Iterator[Reason]:
    today = clock.today()
    if paper.received_on is None:
        yield Reason(_("Give the day on which the paper came in."), field="received_on")
    elif paper.received_on > today:
        yield Reason(_("The paper cannot have come in on a day that is still to come."), field="received_on")
    elif paper.received_on < (first := earliest(today)):
        back = int(editions.house_rule("H12", editions.current_edition(today).key))
        yield Reason(
            ngettext(
                "A paper is registered within %(num)s working day of its receipt: on %(day)s or later (H12, house "
                "rule).",
                "A paper is registered within %(num)s working days of its receipt: on %(day)s or later (H12, house "
                "rule).",
                back,
                day=formats.date(first, formats.language()),
            ),
            field="received_on",
        )
    if not paper.scans:
        yield Reason(_("Attach the scans of the paper."), field="scans")
