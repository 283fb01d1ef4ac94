"""The publication of the announcement (¶ 42, 47), which freezes the design assignment and opens the window.

Nothing here commits.
"""

from collections.abc import Iterator

from qyzmet.context import Actor
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sealing import key_pairs
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import outside
from qyzmet.sentences.wording import reasons_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_
from qyzmet.web.fragments import drawn

from ...requests.assignment import announcing
from ..models import Tender
from ..procedure.states import AMENDING, CONSENTED, DRAFT
from ..rules import reannouncement
from ..rules.reannouncement import Place, Versions
from . import announce_term, ask_consent, dates, dates_shown, design_assignment


def against_publishing(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 42, 49, 53-1, 32: what bidders need; the newest approved version, at this place of the chain; a PPP project's
    conditions; the key.
    """
    return list(_against_publishing(tender))


def _against_publishing(tender: Tender) -> Iterator[Reason]:
    for lack in ask_consent.lacking(tender.data):
        text = _("%(lack)s The customer annuls its consent, then the integrator fills it in.", lack=lack.text)
        yield Reason(text, rule=lack.rule)
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


def publish(tender: Tender, body: Body, act: Act) -> None:
    """Everything that bidders rely on is fixed in this one act: version, key, window."""
    version = design_assignment.approved_now(tender.assignment)
    if version is None:
        raise LookupError(f"{tender.assignment.public_number} is not approved")  # The guard has seen to it.
    design_assignment.freeze(tender, version)
    pair = key_pairs.make_pair(tender.public_number)
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
    announcing.announced(tender.assignment, act, tender.public_number)
    previous = tender.previous
    if previous is not None and previous.state == AMENDING:
        engine.follow(previous, "rerun", act, {"next": tender.public_number})


def dates_that_follow(tender: Tender) -> str:
    """Whoever publishes sees which dates follow."""
    if tender.state not in (DRAFT, CONSENTED):
        return ""
    return drawn("tenders/announcement/_expected.html", moments=dates_shown.expected(tender), publishing=True)


PUBLISH = Action(
    "publish",
    against=against_publishing,
    carry_out=publish,
    page=ActionPage(
        note=N_(
            "This cannot be taken back. The version of the design assignment is frozen into the tender, and everybody "
            "reads it."
        ),
        above=dates_that_follow,
        ends=announce_term.also_due,
    ),
)
