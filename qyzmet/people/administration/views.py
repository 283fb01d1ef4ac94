"""Administration: its first page, and the addresses of all its pages."""

from flask import Blueprint, Flask, render_template
from sqlalchemy import func, select

from qyzmet.database import db
from qyzmet.deadlines.calendar import missing
from qyzmet.notifications import texts
from qyzmet.people.administration import organisation_views, user_views
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations import notification_texts, registration


def front() -> str:
    """What there is to administer, and what waits for an administrator."""
    return render_template(
        "admin/front.html",
        waiting=registration.waiting(),
        missing_years=[each.year for each in missing.missing()],
        organisations=db.session.scalar(select(func.count(Organisation.id)).where(Organisation.closed_on.is_(None))),
        users=db.session.scalar(select(func.count(User.id)).where(User.left_on.is_(None))),
    )


blueprint = Blueprint("admin", __name__, url_prefix="/admin")

_READ = ("GET",)
_SENT = ("POST",)
_BOTH = ("GET", "POST")
# Each endpoint is called as its view is.
for _rule, _view, _methods in (
    ("/", front, _READ),
    ("/organisations", organisation_views.list_organisations, _READ),
    ("/organisations/new", organisation_views.add_organisation, _BOTH),
    ("/organisations/<number>", organisation_views.show_organisation, _READ),
    ("/organisations/<number>/edit", organisation_views.edit_organisation, _BOTH),
    ("/organisations/<number>/successor", organisation_views.add_successor, _BOTH),
    ("/organisations/<number>/check", organisation_views.check_registration, _SENT),
    ("/organisations/<number>/refuse", organisation_views.refuse_registration, _BOTH),
    ("/users", user_views.list_users, _READ),
    ("/users/invite", user_views.invite, _BOTH),
    ("/users/U-<int:user_id>", user_views.show_user, _READ),
    ("/users/U-<int:user_id>/edit", user_views.edit_user, _BOTH),
    ("/users/U-<int:user_id>/roles/new", user_views.give_role, _BOTH),
    ("/users/U-<int:user_id>/roles/<int:membership_id>/end", user_views.end_role, _BOTH),
    ("/users/U-<int:user_id>/leave", user_views.leave, _BOTH),
    ("/users/U-<int:user_id>/unlock", user_views.unlock, _SENT),
    ("/users/U-<int:user_id>/invitation", user_views.send_invitation, _SENT),
    ("/users/U-<int:user_id>/sessions/end", user_views.end_sessions, _SENT),
    ("/second-factor", user_views.demand_second_factor, _BOTH),
):
    blueprint.add_url_rule(_rule, view_func=_view, methods=_methods)


def register(app: Flask) -> None:
    """Register the pages and the texts of what people are told."""
    texts.add_writers(notification_texts.WRITERS)
    app.register_blueprint(blueprint)
