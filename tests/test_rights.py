"""Every route is decided, for every role: enumerated from the application's own map."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from qyzmet import rights
from qyzmet.rights import Access
from qyzmet.vocabulary import OrganisationKind, Role
from tests.signing_in import sign_in
from tests.worlds import a_world


def address(app: Flask, rule: Rule) -> str:
    """An address that the rule matches."""
    values: dict[str, object] = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        if isinstance(converter, AnyConverter):
            values[name] = min(converter.items)
        else:
            values[name] = 999999 if isinstance(converter, IntegerConverter) else "nothing"
    with app.test_request_context():
        from flask import url_for

        return url_for(rule.endpoint, **values)


def test_every_route_is_decided(built_app: Flask) -> None:
    """A route without a line in rights.ROUTES opens for nobody; a line without a route is left over."""
    endpoints = {rule.endpoint for rule in built_app.url_map.iter_rules()}
    undecided = sorted(endpoints - set(rights.ROUTES))
    assert not undecided, f"nobody decided: {undecided}"
    left_over = sorted(
        endpoint
        for endpoint, access in rights.ROUTES.items()
        if endpoint not in endpoints and access is not Access.DEMO
    )
    assert not left_over, f"no such route: {left_over}"


def test_a_route_that_nobody_decided_is_closed(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking a line out of the table closes the route, even for what is public."""
    assert client.get("/about/contact").status_code == 200
    monkeypatch.delitem(rights.ROUTES, "web.contact")
    assert client.get("/about/contact").status_code == 403


def _get_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]


@pytest.mark.slow
def test_nobody_signed_out_opens_what_is_not_public(app: Flask) -> None:
    """Signed out, a page that is not public leads to sign-in, the API answers 401; nothing answers 500."""
    for rule in _get_rules(app):
        answer = app.test_client().get(address(app, rule))
        access = rights.ROUTES[rule.endpoint]
        assert answer.status_code < 500 or rule.endpoint == "operations.readyz", rule.rule
        if access in (Access.TOKEN, Access.TOKEN_UNLESS_PUBLIC):
            assert answer.status_code == 401, rule.rule
        elif access in (Access.SIGNED_IN, Access.AUDITORS, Access.ADMINISTRATORS):
            assert answer.status_code == 302, rule.rule
            assert answer.headers["Location"].startswith("/account/sign-in"), rule.rule
        else:
            assert answer.status_code not in (401, 403), rule.rule


# Those whom no route names open what a specialist opens: `make test` walks them too, on SQLite.
NAMED_BY_ROUTES = (Role.SPECIALIST, Role.ADMINISTRATOR, Role.AUDITOR)
ROLES = [
    pytest.param(role, marks=[] if role in NAMED_BY_ROUTES else [pytest.mark.slow, pytest.mark.once]) for role in Role
]


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_route_for_every_role(app: Flask, role: Role) -> None:
    """Signed in, what is somebody else's answers 403 and nothing answers 500, for a person of every role."""
    world = a_world()
    client = app.test_client()
    sign_in(client, world.people[OrganisationKind.OPERATOR, role])
    for rule in _get_rules(app):
        access = rights.ROUTES[rule.endpoint]
        if access in (Access.TOKEN, Access.TOKEN_UNLESS_PUBLIC) or rule.endpoint in ("static", "operations.readyz"):
            continue
        answer = client.get(address(app, rule))
        entitled = {
            Access.ADMINISTRATORS: role == Role.ADMINISTRATOR,
            Access.AUDITORS: role in (Role.ADMINISTRATOR, Role.AUDITOR),
        }.get(access, True)
        if entitled:
            assert answer.status_code < 500, (rule.rule, role)
        else:
            assert answer.status_code == 403, (rule.rule, role)


@pytest.mark.slow
def test_a_post_without_the_forms_key_changes_nothing(app: Flask) -> None:
    """Every page that is posted to refuses a post that brings no CSRF token; the API has tokens of its own."""
    world = a_world()
    client = app.test_client()
    sign_in(client, world.people[OrganisationKind.OPERATOR, Role.ADMINISTRATOR])
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rights.ROUTES[rule.endpoint] not in (
            Access.TOKEN,
            Access.TOKEN_UNLESS_PUBLIC,
        ):
            answer = client.post(address(app, rule))
            assert answer.status_code in (400, 403), rule.rule
