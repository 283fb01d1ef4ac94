"""The front page, the navigation and the pages about the site."""

from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, render_template, request

from qyzmet import clock, context, rights
from qyzmet.catalog.register import views as catalogue
from qyzmet.context import Actor
from qyzmet.notifications.views import unread_count
from qyzmet.people.organisations import registration
from qyzmet.requests import start
from qyzmet.tenders.register import views
from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext
from qyzmet.vocabulary import Role
from qyzmet.web import assets, badge, for_robots, formats, my_work, rule_marks, widgets
from qyzmet.web.kept import kept_pieces

web = Blueprint("web", __name__)


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    text: str
    href: str
    active: bool


def navigation() -> list[Item]:
    """What the header leads to, by what the caller may open."""
    who = context.actor()
    entries = [(_("My work"), "/")] if who.known else [(_("Front page"), "/")]
    if who.known:
        entries.append((_("Requests"), "/requests/"))
    else:
        entries.append((_("Procedures under way"), "/under-way/"))
    entries.append((_("Tenders"), "/tenders/"))
    entries.append((_("Catalogue"), "/catalog/"))
    entries.append((_("Function passports"), "/passports/"))
    entries.append((_("Programmes"), "/programmes/"))
    entries.append((_("Deadlines"), "/deadlines/"))
    entries.append((_("Procedure"), "/about/procedure"))
    if rights.may_open(who, rights.Access.ADMINISTRATORS):
        entries.append((_("Administration"), "/admin/"))
    elif rights.may_open(who, rights.Access.AUDITORS):
        entries.append((_("Audit trail"), "/admin/audit"))
    path = request.path
    return [Item(text, href, path == href if href == "/" else path.startswith(href)) for text, href in entries]


@web.get("/")
def front() -> str:
    """What this is, for a stranger; what waits for me, for somebody who is signed in."""
    who = context.actor()
    if not who.known:
        return render_template("web/front.html", tenders=views.open_now(), services=catalogue.newest())
    return render_template(
        "web/my_work.html",
        who=who,
        work=my_work.of(who),
        unread=unread_count(who.user.id) if who.user else 0,
        greeting=greeting(),
        starts=start.starts_of(who),
        looks=_looks(who),
        tenders=views.open_now(),
    )


def _looks(who: Actor) -> list[tuple[str, str]]:
    """What stands open to those who take nothing on in the procedures: links, each with its words."""
    found = []
    if rights.may_open(who, rights.Access.ADMINISTRATORS):
        waiting = len(registration.waiting())
        if waiting:
            words = ngettext(
                "%(num)s registration waits for a check", "%(num)s registrations wait for a check", waiting
            )
            found.append((words, "/admin/"))
        found.append((_("Administration"), "/admin/"))
    if rights.may_open(who, rights.Access.AUDITORS):
        found.append((_("Audit trail"), "/admin/audit"))
    if who.has(Role.AUDITOR):
        found.append((_("What is overdue"), "/requests/?view=all&term=overdue"))
    return found


def greeting() -> str:
    """A greeting by the hour in Kazakhstan."""
    hour = clock.almaty(clock.now()).hour
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")


@web.get("/about/contact")
def contact() -> str:
    """Where help comes from."""
    settings = current_app.config["QYZMET"]
    return render_template("web/contact.html", contact=settings.contact)


@web.get("/about/api")
def api() -> str:
    """What other systems can do here, and where it is described for programs."""
    return render_template("web/api.html", base=current_app.config["QYZMET"].base_url)


def register(app: Flask) -> None:
    """Register the pages, the formats and the navigation."""
    app.register_blueprint(web)
    for_robots.register(app)
    formats.register(app)
    rule_marks.register(app)
    kept_pieces.register(app)
    widgets.register(app)
    assets.register(app)
    badge.register(app)

    @app.context_processor
    def _navigation() -> dict[str, object]:
        return {"navigation": navigation()}
