"""The clerk's pages of sealed envelopes (¶ 49): those one has registered, and what each held."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.forms.binding import bind_post, json_of
from qyzmet.forms.form import Form, add_error
from qyzmet.people.models import User
from qyzmet.procedure import engine, manifests
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.pages import form_contents
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Refused, Stale
from qyzmet.procedure.wording import who_may
from qyzmet.sentences.wording import until_text
from qyzmet.signatures import attempts
from qyzmet.signatures import page as sign_page
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import SEAT_TITLES
from qyzmet.web.conflicts import version_sent

from ..bids import envelopes, filling
from ..models import Tender
from ..procedure.states import EXAMINING, PUBLISHED
from ..sealed_models import Envelope
from .enter_envelope import RULE, EnterForm, against_entering
from .register_envelope import EnvelopeForm, against_the_same

REGISTER, ENTER = "register_envelope", "enter_envelope"


def index(number: str) -> ResponseReturnValue:
    """Those that the clerk has registered, and the form that registers another."""
    tender = _tender(number)
    form = bind_post(EnvelopeForm, request.form) if request.method == "POST" else EnvelopeForm()
    if request.method == "GET":
        return _index(tender, form)
    if not form.validate():
        return _index(tender, form, 422)
    body = json_of(form)
    same = against_the_same(tender, body, context.actor())
    if same is not None and body.get("another") is not True:
        add_error(form, ["another"], same.text)
        return _index(tender, form, 422)
    if sign_page.is_asked():
        return _sign(tender, form)
    try:
        engine.take(tender, REGISTER, body, signature=sign_page.came())
    except sign_page.NothingCame as nothing:
        return _sign(tender, form, str(nothing))
    except Refused as refused:
        return _again(tender.public_number, form, refused)
    made = envelopes.newest(tender)
    db.session.commit()
    if made is not None:
        flash(_("The envelope is registered: write the number %(number)s on it.", number=made.number), "success")
    return redirect(f"{tender.path}/envelopes")


def _sign(tender: Tender, form: EnvelopeForm, refused: str = "") -> ResponseReturnValue:
    """The page on which the registration is signed; `refused` is why the signature before was not taken."""
    try:
        pending = manifests.make(tender, REGISTER, json_of(form))
    except Refused as against:
        return _again(tender.public_number, form, against)
    db.session.commit()
    return sign_page.shown(
        tender,
        table_of(tender).moves_of(REGISTER)[0],
        pending,
        f"{tender.path}/envelopes",
        pairs=form_contents.pairs_of(form),
        carries=form_contents.texts(form),
        refused=refused,
    )


def _again(number: str, form: EnvelopeForm, refused: Refused) -> ResponseReturnValue:
    """What was typed stays, with what was refused beside it."""
    db.session.rollback()
    if isinstance(refused, NotYours | Stale):
        raise refused
    attempts.note(refused)
    if isinstance(refused, Invalid) and sign_page.FIELD in refused.errors:
        return _sign(_tender(number), form, refused.detail)
    _mark(form, refused)
    return _index(_tender(number), form, refused.status)


def _mark(form: Form, refused: Refused) -> None:
    if isinstance(refused, Invalid):
        form_contents.mark(form, refused)
    else:
        form.form_errors.append(refused.detail)


def _index(tender: Tender, form: EnvelopeForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "tenders/envelopes/envelopes.html",
        tender=tender,
        form=form,
        envelopes=_known(tender),
        registers=tender.state == PUBLISHED,
        may_sign=sign_page.may_be_signed(table_of(tender).moves_of(REGISTER)[0]),
        enters=tender.state == EXAMINING,
        until=until_text(tender.paper_until) if tender.paper_until else "",
    )
    return page, status


def _known(tender: Tender) -> list[Envelope]:
    """Before the opening one's own; afterwards the minutes name all of them."""
    if tender.opened_at is not None:
        return envelopes.of(tender)
    return envelopes.registered_by(tender, context.actor().user)


def envelope(number: str, envelope: str) -> ResponseReturnValue:
    """What an envelope held, entered after the opening before witnesses; asked once more."""
    tender = _tender(number)
    found = envelopes.by_number(tender, envelope)
    if found is None or found not in _known(tender):
        raise NotFound
    engine.permit(tender, ENTER, context.actor())
    if found.entered_at is not None:
        raise NotInThisState(_("The content of this envelope was entered already."), rule=RULE)
    if request.method == "GET":
        return _enter_page(tender, found, EnterForm())
    if form_contents.wants_change(request.form):
        form = form_contents.changed(EnterForm, request.form, request.files)
        db.session.commit()  # Files that came along are kept, and the page names them.
        return _enter_page(tender, found, form)
    form = bind_post(EnterForm, request.form, files=request.files)
    db.session.commit()
    if not form.validate():
        return _enter_page(tender, found, form, 422)
    if "confirmed" not in request.form:
        reasons = against_entering(tender, json_of(form), context.actor())
        for reason in reasons:
            _mark(form, Invalid(reason.text, errors={reason.field or "": [reason.text]}))
        return _enter_page(tender, found, form, 422) if reasons else _enter_page(tender, found, form, confirming=True)
    return _entered(tender, found, form)


def _entered(tender: Tender, found: Envelope, form: EnterForm) -> ResponseReturnValue:
    number, name = tender.public_number, found.number
    try:
        engine.take(tender, ENTER, json_of(form), expected_version=version_sent())
    except Refused as refused:
        db.session.rollback()
        if isinstance(refused, NotYours):
            raise
        _mark(form, refused)
        tender = _tender(number)
        again = envelopes.by_number(tender, name)
        if again is None:
            raise NotFound from refused
        return _enter_page(tender, again, form, 409 if refused.status == 412 else refused.status)
    db.session.commit()
    flash(_("The content of the envelope %(number)s is entered as a bid.", number=name), "success")
    return redirect(f"{tender.path}/envelopes")


def _enter_page(
    tender: Tender, found: Envelope, form: EnterForm, status: int = 200, *, confirming: bool = False
) -> ResponseReturnValue:
    form.present.offer(_sitting(tender))
    if not confirming:
        inner = form.data_.form
        filling.fill(tender, inner)
        filling.invite(inner)
    page = render_template(
        "tenders/envelopes/envelope.html",
        tender=tender,
        envelope=found,
        form=form,
        pairs=form_contents.pairs_of(form),
        confirming=confirming,
        **filling.words_of(tender),
    )
    return page, status


def _sitting(tender: Tender) -> Iterator[tuple[User, str]]:
    for seat in tender.seats:
        if seat.until is None:
            yield seat.user, _(SEAT_TITLES[seat.seat])


def _tender(number: str) -> Tender:
    """The tender, for those who register its envelopes; 404 for one that nobody may know of, 403 for others."""
    tender = load(number)
    if not isinstance(tender, Tender):
        raise NotFound
    move = table_of(tender).moves_of(REGISTER)[0]
    if rights.capacity(context.actor(), tender, move) is None:
        raise NotYours(
            _("This is not yours to do: %(title)s.", title=_(move.title)),
            rule=move.rule,
            who_may=[who_may(move, tender)],
        )
    return tender
