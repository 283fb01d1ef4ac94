"""People of the three parties with tokens, and a caller that speaks JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from qyzmet import context
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Procedure
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.signing_in import bearer
from tests.stages import stage

STATE_BODY, INTEGRATOR, AUTHORISED_BODY = (
    OrganisationKind.STATE_BODY,
    OrganisationKind.INTEGRATOR,
    OrganisationKind.AUTHORISED_BODY,
)


class Caller:
    """A system that calls the API as a user, or as nobody."""

    def __init__(self, app: Flask, user: User | None) -> None:
        self.app = app
        self.user = user
        self.headers = {**(bearer(user) if user else {}), "Accept-Language": "en"}

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Call; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        options = {"json": body} if body is not None else {}
        return self.app.test_client().open(
            f"/api/v1{path}", method=method, headers={**self.headers, **named}, **options
        )

    def get(self, path: str, **headers: str) -> TestResponse:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self("POST", path, {} if body is None else body, **headers)


@dataclass
class World:
    """The parties of a request, with a caller for everybody."""

    state_body: Organisation
    other_body: Organisation
    callers: dict[str, Caller]

    def __getattr__(self, name: str) -> Caller:
        try:
            # A copy that is being made has none yet; `self.callers` would ask here again for them.
            return cast(Caller, vars(self)["callers"][name])
        except KeyError:
            raise AttributeError(name) from None


@pytest.fixture
def world(app: Flask) -> World:
    """People of the three parties and of another state body, an auditor, an administrator, nobody."""
    return parties(app)


@stage
def parties(app: Flask) -> World:
    """An organisation of each party with its people, each with a token."""
    body, other = factories.organisation(STATE_BODY), factories.organisation(STATE_BODY)
    integrator, authorised = factories.organisation(INTEGRATOR), factories.organisation(AUTHORISED_BODY)
    people = {
        "head": factories.user(Role.HEAD, body),
        "specialist": factories.user(Role.SPECIALIST, body),
        "clerk": factories.user(Role.CLERK, body),
        "stranger": factories.user(Role.HEAD, other),
        "integrator_head": factories.user(Role.HEAD, integrator),
        "integrator_specialist": factories.user(Role.SPECIALIST, integrator),
        "authorised_head": factories.user(Role.HEAD, authorised),
        "authorised_specialist": factories.user(Role.SPECIALIST, authorised),
        "auditor": factories.user(Role.AUDITOR, authorised),
        "administrator": factories.user(Role.ADMINISTRATOR, authorised),
        "nobody": None,
    }
    db.session.commit()
    return World(body, other, {name: Caller(app, user) for name, user in people.items()})


@pytest.fixture
def submitted(world: World) -> str:
    """The number of a request that was submitted."""
    from qyzmet.requests.sample import REQUEST

    number = made(world, REQUEST)
    answer = world.head.post(f"/requests/{number}/submit")
    assert answer.status_code == 200, answer.text
    return str(answer.json["number"])


def made(world: World, data: dict[str, Any] | None = None) -> str:
    """The number of a new draft."""
    answer = world.specialist.post("/requests", {"data": data or {}})
    assert answer.status_code == 201, answer.text
    return str(answer.json["number"])


def acting_as(user: User) -> Callable[[], Any]:
    """The context in which the user acts."""
    return lambda: context.acting(context.actor_of(user))


def procedure(number: str) -> Procedure:
    """The row with that number."""
    found = db.session.query(Procedure).filter((Procedure.number == number) | (Procedure.draft_number == number)).one()
    db.session.refresh(found)
    return found
