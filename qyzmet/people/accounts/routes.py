"""The addresses of the pages of one's own account."""

from flask import Blueprint, Flask

from qyzmet.people.accounts import account_views, second_factor_views, token_views, tokens
from qyzmet.people.accounts.browser_names import browser_name

blueprint = Blueprint("account", __name__, url_prefix="/account")

_READ = ("GET",)
_SENT = ("POST",)
_BOTH = ("GET", "POST")
# Each endpoint is called as its view is.
for _rule, _view, _methods in (
    ("/", account_views.index, _READ),
    ("/sign-out", account_views.sign_out, _SENT),
    ("/language", account_views.language, _BOTH),
    ("/organisation", account_views.organisation, _SENT),
    ("/password", account_views.password, _BOTH),
    ("/sessions", account_views.sessions_list, _READ),
    ("/sessions/<int:number>/end", account_views.end_session, _SENT),
    ("/sessions/end-others", account_views.end_other_sessions, _SENT),
    ("/second-factor", second_factor_views.second_factor, _READ),
    ("/second-factor/set-up", second_factor_views.set_up_second_factor, _BOTH),
    ("/second-factor/picture.svg", second_factor_views.second_factor_picture, _READ),
    ("/second-factor/codes", second_factor_views.recovery_codes, _READ),
    ("/second-factor/codes", second_factor_views.new_recovery_codes, _SENT),
    ("/second-factor/remove", second_factor_views.remove_second_factor, _SENT),
    ("/tokens", token_views.tokens_list, _BOTH),
    ("/tokens/<int:number>/revoke", token_views.revoke_token, _SENT),
):
    blueprint.add_url_rule(_rule, view_func=_view, methods=_methods)


def register(app: Flask) -> None:
    """Add the pages of one's own account."""
    app.jinja_env.filters.update(browser_name=browser_name, last_day_of_token=tokens.last_day_of)
    app.register_blueprint(blueprint)
