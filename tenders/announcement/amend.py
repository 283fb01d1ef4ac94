"""H30: amending the announcement while bids are taken: a clarification, or materially, with a newly approved
assignment. Nothing here commits.
"""

from collections.abc import Iterator

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reasons_of, until_text
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_
from qyzmet.web.fragments import drawn

from ...requests.assignment import announcing
from ..models import Amendment, Tender
from ..procedure.announcement import CLARIFICATION, MATERIAL
from ..procedure.states import PUBLISHED
from ..rules import reannouncement
from . import amendment_notices, dates, dates_shown, design_assignment

RULE = "H30"


class AmendForm(Form):
    """H30: what is changed while bids are taken."""

    material = YesNo(
        _l("Does it change what is wanted or how bids are judged?"),
        [needed()],
        description=_l(
            "If so, it needs a newly approved version of the design assignment, and the acceptance of bids starts "
            "again, in full. If not, it is published as a clarification."
        ),
    )
    text = TextArea(_l("What is clarified or changed"), [needed()], most=8000)
    documents = DocumentRefs(_l("Documents"))


def whether_material(tender: Tender, body: Body, actor: Actor) -> str:
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


def amend(tender: Tender, body: Body, act: Act) -> None:
    """It stands with the announcement; a material one starts the window again."""
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
    design_assignment.freeze(tender, version)
    window = dates.begin(tender, act.at)
    act.body = {
        **act.body,
        "assignment_version": version.number,
        "accepts_until": window.accepts_until.isoformat(),
        "opening_at": window.opening_at.isoformat(),
    }
    announcing.announced(tender.assignment, act, tender.public_number)
    amendment_notices.tell_suppliers(tender, window.accepts_until)


def _newest_version(tender: Tender) -> str:
    """With which version it would be material, and what dates would follow."""
    if tender.state != PUBLISHED:
        return ""
    approved = design_assignment.approved_now(tender.assignment)
    return drawn(
        "tenders/announcement/_amending.html",
        tender=tender,
        approved=approved if approved is not None and approved != tender.frozen else None,
        moments=dates_shown.expected(tender),
    )


AMEND = Action(
    "amend",
    form=AmendForm,
    against=against_amending,
    carry_out=amend,
    which=whether_material,
    page=ActionPage(
        note=N_(
            "A material amendment is told to the heads and specialists of all suppliers, in the same words: telling "
            "the bidders alone would show who they are. A bid that is neither confirmed nor replaced counts as "
            "withdrawn."
        ),
        above=_newest_version,
    ),
)
