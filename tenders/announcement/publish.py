"""¶ 42, 47: the customer's answer and the publication, which freezes the assignment and opens the window.

Nothing here commits.
"""

from collections.abc import Iterator

from flask_babel import gettext as _

from qyzmet.context import Actor
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sealing import outside, pairs
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sentences.wording import reasons_of

from ...requests.models import AssignmentVersion
from ..commission import seats
from ..models import Tender
from ..procedure.states import AMENDING
from ..rules import reannouncement
from ..rules.reannouncement import Place, Versions
from . import dates, design_assignment, follow_assignment


def against_consenting(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 42: there is something to consent to: the assignment that will be attached is approved."""
    if not follow_assignment.waits(tender):
        return []
    text = _("The design assignment %(number)s is not approved yet.", number=tender.assignment.public_number)
    return [Reason(text, rule="¶ 42")]


def against_publishing(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 42, 53-1, 32: the newest approved version, at this place of the chain; a PPP project's conditions; the key."""
    return list(_against_publishing(tender))


def _against_publishing(tender: Tender) -> Iterator[Reason]:
    approved = design_assignment.approved_now(tender.assignment)
    previous = tender.previous.frozen if tender.previous is not None else None
    versions = Versions(
        published=tender.assignment.assignment_version,
        approved=approved.number if approved is not None else None,
        previous=previous.number if previous is not None else None,
    )
    place = Place(tender.announcement)
    yield from reasons_of([reannouncement.against_publishing(place, versions, repeats=tender.repeats)])
    if approved is not None and tender.mechanism == "ppp":
        yield from design_assignment.against_ppp(tender.assignment)
    try:
        outside.current()
    except KeyFileError:
        yield Reason(_("Bids cannot be sealed: the seal key is not in place. Ask an administrator."), rule="¶ 49")


def _publish(tender: Tender, body: Body, act: Act) -> None:
    """Everything that bidders rely on is fixed in this one act: version, key, window."""
    version = design_assignment.approved_now(tender.assignment)
    if version is None:
        raise LookupError(f"{tender.assignment.public_number} is not approved")  # The guard has seen to it.
    freeze(tender, version)
    pair = pairs.make_pair(tender.public_number)
    tender.seal_public, tender.seal_wrapped = pair.public, pair.wrapped
    tender.published_at = act.at
    window = dates.begin(tender, act.at)
    tender.is_public = True
    act.body = {
        **act.body,
        "assignment_version": version.number,
        "accepts_until": window.accepts_until.isoformat(),
        "opening_at": window.opening_at.isoformat(),
    }
    previous = tender.previous
    if previous is not None and previous.state == AMENDING:
        engine.follow(previous, "rerun", act, {"next": tender.public_number})


def freeze(tender: Tender, version: AssignmentVersion) -> None:
    """The tender has this version from now on, whatever becomes of the assignment."""
    tender.frozen = version
    general = version.data.get("general") or {}
    tender.object, tender.mechanism = str(general.get("object") or ""), str(general.get("mechanism") or "")


def _close(tender: Tender, body: Body, act: Act) -> None:
    """Time ends the acceptance. The opening is not held on a day that became a day off meanwhile (H3)."""
    dates.recount(tender, "open_bids", act.at)


def needs_no_term_for_commission(tender: Tender) -> bool:
    """¶ 36: the Commission of a PPP project has no last day: it is set up after the proposal on state obligations.

    One that was set up already, or was carried over in the family, needs no term either.
    """
    return tender.mechanism == "ppp" or seats.is_set_up(tender)


GUARDS: dict[str, Guard] = {
    "consent": against_consenting,
    "decline": against_consenting,
    "publish": against_publishing,
}
CHANGES: dict[str, Change] = {"publish": _publish, "close": _close}
