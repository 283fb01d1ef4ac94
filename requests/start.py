"""How a request or a proposal begins: a page that says what it is, and for papers the day of receipt and the scans."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.forms.form import add_error
from qyzmet.people.models import Membership
from qyzmet.procedure.refusals import Invalid, NotYours
from qyzmet.search.filters import LONGEST
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, OrganisationKind

from ..passports.models import FunctionPassport
from .filing.on_paper import Paper, PaperForm, earliest
from .models import Filed
from .proposal import draft as proposal
from .proposal import sections as proposal_sections
from .request import annex1, from_passport
from .request import draft as request_draft


@dataclass(frozen=True)
class Start:
    """One way to begin: who may, what it makes, and the sections that follow."""

    key: str
    button: str
    title: str
    lead: str
    may: Callable[[Actor], Membership | None]
    draft: Callable[[dict[str, Any], Paper | None], Filed]
    sections: Sequence[Any]
    on_paper: bool = False
    # Whose papers a registrar of these organisations need not name.
    own: tuple[OrganisationKind, ...] = ()


_REQUEST_LEAD = N_(
    "A state body asks the authorised body and the service integrator to automate its function (¶ 8.1). The request "
    "has the ten rows of Annex 1. They can be filled in by several people and in any order; each row is saved with its "
    "button, and while you type where scripts run. The head submits the request."
)
_PROPOSAL_LEAD = N_(
    "A supplier or the operator proposes the automation of a state function. It goes to the authorised body and to the "
    "service integrator (¶ 8.2). Annex 2 is not printed in the order: this is a local form."
)
_PAPER_LEAD = N_(
    "What came on paper is entered in the same form, with its scans. Terms count from the day on which the paper came "
    "in (H12, house rule)."
)
STARTS: dict[str, Start] = {
    start.key: start
    for start in (
        Start(
            "request",
            N_("New request for automation"),
            N_("New request for automation"),
            _REQUEST_LEAD,
            rights.may_start_request,
            request_draft.draft,
            annex1.ROWS,
        ),
        Start(
            "paper-request",
            N_("Register a request on paper"),
            N_("Register a request that came on paper"),
            _PAPER_LEAD,
            rights.may_register_request,
            request_draft.draft,
            annex1.ROWS,
            on_paper=True,
            own=(OrganisationKind.STATE_BODY,),
        ),
        Start(
            "proposal",
            N_("New proposal"),
            N_("New proposal"),
            _PROPOSAL_LEAD,
            rights.may_start_proposal,
            proposal.draft,
            proposal_sections.PARTS,
        ),
        Start(
            "paper-proposal",
            N_("Register a proposal on paper"),
            N_("Register a proposal that came on paper"),
            _PAPER_LEAD,
            rights.may_register_proposal,
            proposal.draft,
            proposal_sections.PARTS,
            on_paper=True,
        ),
    )
}


def starts_of(actor: Actor) -> list[Start]:
    """What the actor may begin, for the buttons on lists and on the front page."""
    return [start for start in STARTS.values() if start.may(actor) is not None]


def new(what: str = "request") -> ResponseReturnValue:
    """What it is, and the button that starts a draft; of a paper, its day of receipt and scans first."""
    start = STARTS.get(what)
    if start is None:
        raise NotFound
    role = start.may(context.actor())
    if role is None:
        raise NotYours(_("This is not yours to do: %(title)s.", title=_(start.title)), rule="¶ 8")
    form = bind_post(PaperForm, request.form, files=request.files) if request.method == "POST" else PaperForm()
    if request.method == "GET" or "add" in request.form:
        if "add" in request.form:
            form.scans.append_entry()
        db.session.commit()  # Files that came along are kept, and the page names them.
        return _page(start, role, form)
    db.session.commit()
    if not form.validate():
        return _page(start, role, form, 422)
    try:
        made = start.draft(_from_passport(start), _paper(form) if start.on_paper else None)
    except Invalid as refused:
        db.session.rollback()
        for path, messages in refused.errors.items():
            for message in messages:
                add_error(form, path.split("."), message)
        return _page(start, role, form, 422)
    db.session.commit()
    return redirect(made.path)


def _from_passport(start: Start) -> dict[str, Any]:
    """H48: the passport that the address names, where there is one: empty rows are filled from it."""
    passport = _passport(start)
    return {"passport": passport.public_number} if passport is not None else {}


def _passport(start: Start) -> FunctionPassport | None:
    return from_passport.find(request.args.get("passport", "")[:LONGEST]) if start.key == "request" else None


def _paper(form: PaperForm) -> Paper:
    scans = [scan for scan in form.scans.data if scan]
    return Paper(form.received_on.data, tuple(scans), form.filed_by.data or "")


def _page(start: Start, role: Membership, form: PaperForm, status: int = 200) -> ResponseReturnValue:
    if not form.scans.entries:
        form.scans.append_entry()
    page = render_template(
        "requests/filing/new.html",
        start=start,
        organisation=role.organisation,
        form=form,
        names_filer=role.organisation.kind not in start.own,
        earliest=earliest() if start.on_paper else None,
        passport=_passport(start),
    )
    return page, status
