"""H12: what came on paper. A clerk registers it with its scans; terms count from the day on which it came in."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qyzmet import clock
from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.choices import Choice
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import depends
from qyzmet.forms.form import Form
from qyzmet.people.models import Membership, Organisation
from qyzmet.people.organisations import organisations
from qyzmet.people.organisations.named_bin import NamedBin
from qyzmet.procedure import editions
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Invalid, Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.translating import ngettext
from qyzmet.vocabulary import Channel, OrganisationKind
from qyzmet.web import formats

from ...deadlines.calendar import in_force as calendars
from ..models import Filed


@dataclass(frozen=True)
class Paper:
    """A paper as it came in: on which day, its scans (ids of documents), and from whom (BIN; "" for one's own)."""

    received_on: dt.date | None
    scans: tuple[str, ...]
    filed_by: str = ""


class PaperForm(Form):
    """H12: how it came: through the portal, or on paper with the day of receipt, the scans, and whose it is."""

    channel = Choice(
        _l("How it came"),
        [depends()],
        kind=Channel,
        titles={Channel.PORTAL: _l("through the portal"), Channel.PAPER: _l("on paper")},
    )
    received_on = Date(_l("Day on which the paper came in"), [depends()])
    scans = DocumentRefs(_l("Scans of the paper"), [depends()], one=_l("Scan"))
    filed_by = NamedBin(
        _l("BIN of the organisation that filed it, or its name"),
        [depends()],
        description=_l("Leave it open where it is your own organisation"),
    )


def read(body: Mapping[str, Any]) -> Paper | None:
    """What stands beside the data of what came on paper; None for the portal. Raises Invalid where it has no place."""
    given = {name: body.get(name) for name in ("received_on", "scans", "filed_by")}
    if body.get("channel") != Channel.PAPER:
        errors = {name: [_("This is given for what came on paper only.")] for name, value in given.items() if value}
        if errors:
            raise Invalid(_("Only what came on paper has a day of receipt and scans."), rule="H12", errors=errors)
        return None
    day = given["received_on"]
    return Paper(
        received_on=dt.date.fromisoformat(str(day)) if day else None,
        scans=tuple(given["scans"] or ()),
        filed_by=str(given["filed_by"] or ""),
    )


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


def counted_from(filed: Filed, act: Act) -> dt.datetime:
    """H12: the term of the opinion on a paper counts from the day on which it came in."""
    return clock.at(filed.received_on) if filed.received_on else act.at
