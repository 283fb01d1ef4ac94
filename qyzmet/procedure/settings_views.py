"""House rules and editions of the Rules, for administrators; and what every page says of the edition in force."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import wtforms
from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from qyzmet import context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.forms.choices import SelectChoice
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Text, needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Integer
from qyzmet.people.models import User
from qyzmet.procedure import editions
from qyzmet.procedure.house_rules import HOUSE_RULES
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Edition, HouseRule
from qyzmet.procedure.table import Term
from qyzmet.procedure.wording import in_force_words
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web import formats

settings = Blueprint("settings", __name__, url_prefix="/admin")
_KEY = re.compile(r"[a-z]{2}-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]{1,2})?")
LONGEST_TERM = 250


@settings.get("/house-rules")
def list_house_rules() -> str:
    """Every house rule under the edition in force: value, default, who changed it when."""
    edition = editions.current_edition()
    changes = db.session.execute(
        select(HouseRule, User)
        .outerjoin(User, User.id == HouseRule.changed_by_id)
        .where(HouseRule.edition_key == edition.key)
        .order_by(HouseRule.id.desc())
    ).all()
    rules = [
        {
            "rule": rule,
            "value": editions.house_rule(rule.key, edition.key),
            "changes": [change for change in changes if change.HouseRule.key == rule.key],
        }
        for rule in HOUSE_RULES.values()
    ]
    return render_template("settings/house_rules.html", edition=edition, rules=rules)


class HouseRuleForm(Form):
    """A house rule's new value."""

    value = Integer(_l("New value"), [needed()], least=-(10**6), most=10**6)


@settings.route("/house-rules/<key>", methods=["GET", "POST"])
def change_house_rule(key: str) -> str | Response | tuple[str, int]:
    """Change a house rule from now on."""
    rule = HOUSE_RULES.get(key) or abort(404)
    edition, by = editions.current_edition(), context.actor().user or abort(403)
    value = editions.house_rule(key, edition.key)
    posted = request.method == "POST"
    form = bind_post(HouseRuleForm, request.form) if posted else HouseRuleForm(value=value)
    if posted and form.validate():
        try:
            editions.change_house_rule(key, edition, form.value.data, by)
            db.session.commit()
            flash(_("Saved. The new value applies to terms that start from now on."), "success")
            return redirect(url_for("settings.list_house_rules"), 303)
        except ValueError as error:
            db.session.rollback()
            form.value.errors = [_(str(error))]
    page = render_template("settings/house_rule.html", rule=rule, edition=edition, value=value, form=form)
    return (page, 422) if form.errors else page


@settings.get("/editions")
def list_editions() -> str:
    """The editions of the Rules with their dates of force and term lengths."""
    rows = db.session.scalars(select(Edition).order_by(Edition.in_force_from.desc(), Edition.key.desc())).all()
    return render_template(
        "settings/editions.html",
        editions=rows,
        current=editions.current_edition(),
        has_lapsed=editions.has_lapsed,
        terms=edition_terms(),
    )


def edition_terms() -> dict[str, Term]:
    """The terms whose lengths come with an edition, by key, of all kinds; those of house rules are changed there."""
    found: dict[str, Term] = {}
    for kind in kinds().values():
        for table in kind.tables.values():
            found |= {
                term.key: term for term in table.terms if not (term.house_rule or term.setting or term.by_protocol)
            }
    return found


def known_tables() -> list[str]:
    """The releases' tables that an edition can fill: those which every kind has."""
    sets = [set(kind.tables) for kind in kinds().values()]
    return sorted(set.intersection(*sets)) if sets else [editions.FIRST_EDITION]


class EditionForm(Form):
    """The next edition of the Rules; a field for each term's length is added by `edition_form`."""

    key = Text(_l("Short name"), [needed()], most=40)
    title = Text(_l("Full title of the act"), [needed()])
    in_force_from = Date(_l("In force from"), [needed()])
    in_force_until = Date(_l("In force until, that day included"))
    tables = wtforms.SelectField(_l("Tables of moves"))

    def validate_key(self, field: Any) -> None:
        """A key in the manner of the first one, that no edition has."""
        if not _KEY.fullmatch(field.data):
            raise ValidationError(_("Write the country and the date of the act, for example kz-2027-01-15."))
        if db.session.get(Edition, field.data) is not None:
            raise ValidationError(_("There is an edition with this short name already."))

    def check(self) -> Iterator[tuple[str, str]]:
        """It ends after it begins, and follows the newest one: what has started keeps its edition."""
        first, last = self.in_force_from.data, self.in_force_until.data
        if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
            yield "in_force_until", _("The last day is before the first one.")
        newest = db.session.scalars(select(Edition).order_by(Edition.in_force_from.desc()).limit(1)).first()
        if isinstance(first, dt.date) and newest is not None and first <= newest.in_force_from:
            day = formats.date(newest.in_force_from, formats.language())
            yield "in_force_from", _("The next edition begins after the newest one, which began on %(day)s.", day=day)


def _length_label(term: Term) -> Any:
    facts = {"term": _l(term.title), "rule": formats.cited(term.rule)}
    if term.months:
        return _l("%(term)s (%(rule)s), months", **facts)
    if term.calendar_days:
        return _l("%(term)s (%(rule)s), calendar days", **facts)
    return _l("%(term)s (%(rule)s), working days", **facts)


def edition_form() -> type[EditionForm]:
    """The form with a field for the length of each term, in the days that it counts."""
    fields = {
        f"term_{key}": Integer(
            _length_label(term),
            [needed()],
            least=1,
            most=LONGEST_TERM,
        )
        for key, term in edition_terms().items()
    }
    return type("FullEditionForm", (EditionForm,), fields)


@settings.route("/editions/new", methods=["GET", "POST"])
def add_edition() -> str | Response | tuple[str, int]:
    """Add the next edition as data; procedures that have started keep theirs."""
    current = editions.current_edition()
    if request.method == "POST":
        form: Any = bind_post(edition_form(), request.form)
    else:
        lengths = {f"term_{key}": editions.working_days(term, current.key) for key, term in edition_terms().items()}
        form = edition_form()(data={"tables": current.data["tables"], **lengths})
    form.tables.choices = [SelectChoice(key, key) for key in known_tables()]
    if request.method == "POST" and form.validate():
        edition = Edition(
            key=form.key.data,
            title=form.title.data,
            in_force_from=form.in_force_from.data,
            in_force_until=form.in_force_until.data,
            data={
                "tables": form.tables.data,
                "terms": {key: form[f"term_{key}"].data for key in edition_terms()},
            },
        )
        db.session.add(edition)
        db.session.flush()
        audit.record("add_edition", chain="settings", subject=edition.key, after=_facts_of(edition))
        db.session.commit()
        flash(_("The edition was added. Procedures that start from its first day on run under it."), "success")
        return redirect(url_for("settings.list_editions"), 303)
    page = render_template("settings/edition_new.html", form=form, terms=edition_terms())
    return (page, 422) if form.errors else page


def _facts_of(edition: Edition) -> dict[str, Any]:
    return {
        "key": edition.key,
        "title": edition.title,
        "in_force_from": edition.in_force_from.isoformat(),
        "in_force_until": edition.in_force_until.isoformat() if edition.in_force_until else None,
        "data": edition.data,
    }


def edition_notice() -> str:
    """What every page says of the edition that procedures start under today, and whether it has lapsed in law."""
    edition = editions.current_edition()
    facts = {
        "edition": edition.key,
        "since": formats.date(edition.in_force_from, formats.language()),
        "until": formats.date(edition.in_force_until or edition.in_force_from, formats.language()),
    }
    if editions.has_lapsed(edition):
        return _(
            "New procedures here run under edition %(edition)s of the Rules, dated %(since)s. "
            "In law it was in force until %(until)s; it stands here as a working model.",
            **facts,
        )
    return _(
        "New procedures here run under edition %(edition)s of the Rules (%(force)s).",
        edition=edition.key,
        force=in_force_words(edition),
    )


class EditionNotice:
    """The notice as the layout prints it; asked of the database only when it is printed."""

    def __str__(self) -> str:
        try:
            return edition_notice()
        except SQLAlchemyError:
            # The page that says that the database has failed is printed with a footer too.
            return ""


def register(app: Flask) -> None:
    """Register the pages and the notice."""
    app.register_blueprint(settings)
    app.jinja_env.globals["edition_notice"] = EditionNotice()
