"""Administration: its first page, and the addresses of all its pages."""

from flask import Blueprint, Flask, render_template
from sqlalchemy import func, select

from qyzmet.database import db
from qyzmet.notifications import texts
from qyzmet.people import admin_organisation_views, admin_user_views, notification_texts, registration
from qyzmet.people.models import Organisation, User


def front() -> str:
    """What there is to administer, and what waits for an administrator."""
    return render_template(
        "admin/front.html",
        waiting=registration.waiting(),
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
    ("/organisations", admin_organisation_views.list_organisations, _READ),
    ("/organisations/new", admin_organisation_views.add_organisation, _BOTH),
    ("/organisations/<number>", admin_organisation_views.show_organisation, _READ),
    ("/organisations/<number>/edit", admin_organisation_views.edit_organisation, _BOTH),
    ("/organisations/<number>/successor", admin_organisation_views.add_successor, _BOTH),
    ("/organisations/<number>/check", admin_organisation_views.check_registration, _SENT),
    ("/organisations/<number>/refuse", admin_organisation_views.refuse_registration, _BOTH),
    ("/users", admin_user_views.list_users, _READ),
    ("/users/invite", admin_user_views.invite, _BOTH),
    ("/users/U-<int:user_id>", admin_user_views.show_user, _READ),
    ("/users/U-<int:user_id>/edit", admin_user_views.edit_user, _BOTH),
    ("/users/U-<int:user_id>/roles/new", admin_user_views.give_role, _BOTH),
    ("/users/U-<int:user_id>/roles/<int:membership_id>/end", admin_user_views.end_role, _BOTH),
    ("/users/U-<int:user_id>/leave", admin_user_views.leave, _BOTH),
    ("/users/U-<int:user_id>/unlock", admin_user_views.unlock, _SENT),
    ("/users/U-<int:user_id>/invitation", admin_user_views.send_invitation, _SENT),
    ("/users/U-<int:user_id>/sessions/end", admin_user_views.end_sessions, _SENT),
    ("/second-factor", admin_user_views.demand_second_factor, _BOTH),
):
    blueprint.add_url_rule(_rule, view_func=_view, methods=_methods)


def register(app: Flask) -> None:
    """Register the pages and the texts of what people are told."""
    texts.add_writers(notification_texts.WRITERS)
    app.register_blueprint(blueprint)
