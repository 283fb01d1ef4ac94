"""H30: amending the announcement while bids are taken: a clarification, or materially, with a newly approved
assignment. Nothing here commits.
"""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.notifications import service as notifications
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reasons_of, until_text
from qyzmet.vocabulary import OrganisationKind

from ..models import Amendment, Tender
from ..procedure.announcement import CLARIFICATION, MATERIAL
from ..rules import reannouncement
from . import dates, design_assignment, publish

RULE = "H30"
AMENDED = "tender_amended"


def case_of(tender: Tender, body: Body, actor: Actor) -> str:
    """Whether what the body says is material."""
    return MATERIAL if body.get("material") else CLARIFICATION


def against_amending(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """While bids are taken; materially only with a version of the assignment approved after the published one."""
    return list(_against_amending(tender, body))


def _against_amending(tender: Tender, body: Body) -> Iterator[Reason]:
    if tender.accepts_until is not None and dates.has_ended(tender, clock.now()):
        text = _("The acceptance of bids ended at %(until)s.", until=until_text(tender.accepts_until))
        yield Reason(text, rule="¶ 47")
        return
    if not body.get("material"):
        return
    approved = design_assignment.approved_now(tender.assignment)
    version = tender.frozen.number if tender.frozen is not None else 0
    yield from reasons_of(
        [reannouncement.against_amending(version, approved.number if approved is not None else None, material=True)]
    )
    if approved is not None and approved.number > version and tender.mechanism == "ppp":
        yield from design_assignment.against_ppp(tender.assignment, "material")


def _amend(tender: Tender, body: Body, act: Act) -> None:
    ids = [str(each) for each in body.get("documents") or ()]
    documents.adopt(tender, ids)
    amendment = Amendment(material=bool(body.get("material")), text=str(body["text"]), documents=ids, at=act.at)
    tender.amendments.append(amendment)
    if amendment.material:
        _begin_again(tender, amendment, act)
    db.session.flush()


def _begin_again(tender: Tender, amendment: Amendment, act: Act) -> None:
    """The window starts again, in full, with the assignment as it was approved last."""
    version = design_assignment.approved_now(tender.assignment)
    if version is None:
        raise LookupError(f"{tender.assignment.public_number} is not approved")  # The guard has seen to it.
    amendment.accepted_until = tender.accepts_until
    amendment.version = version
    publish.freeze(tender, version)
    window = dates.begin(tender, act.at)
    act.body = {
        **act.body,
        "assignment_version": version.number,
        "accepts_until": window.accepts_until.isoformat(),
        "opening_at": window.opening_at.isoformat(),
    }
    facts = {
        "number": tender.public_number,
        "title": tender.title,
        "path": tender.path,
        "accepts_until": window.accepts_until.isoformat(),
    }
    # Every supplier is told, in the same words: whoever told the bidders alone would show by the letters, the outbox
    # and the list of notifications who has handed in a bid.
    notifications.tell(suppliers_people(), AMENDED, facts, tender)


def suppliers_people() -> list[User]:
    """The heads and specialists of every supplier that works here."""
    working = db.session.scalars(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.SUPPLIER,
            Organisation.closed_on.is_(None),
            Organisation.checked_at.is_not(None),
        )
        .order_by(Organisation.id)
    )
    people = {user.id: user for organisation in working for user in notifications.people_of(organisation)}
    return [people[key] for key in sorted(people)]


GUARDS: dict[str, Guard] = {"amend": against_amending}
CHANGES: dict[str, Change] = {"amend": _amend}
CASES = {"amend": case_of}
