"""Services for tests of the Catalogue: rows in any state, without a history."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from qyzmet import clock
from qyzmet.catalog.classifiers import seed
from qyzmet.catalog.models import Service
from qyzmet.catalog.procedure.service import SERVICES
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure import editions
from qyzmet.procedure.models import ProcedureParty
from qyzmet.procedure.numbers import draft_number, next_number
from qyzmet.search import indexing
from qyzmet.vocabulary import Channel, OrganisationKind, Party, Role
from tests.web.reading import read
from tests.worlds import World, a_world

_KEYS = {Party.STATE_BODY: "customer", Party.OPERATOR: "operator", Party.SUPPLIER: "supplier"}


def a_service(
    world: World,
    name: str,
    state: str = "active",
    *,
    about: str = "",
    customer: Organisation | None = None,
    price: str | None = "1000000.00",
    **values: Any,
) -> Service:
    """A service of that name in that state, of the world's organisations."""
    names = dict.fromkeys(("kk", "ru", "en"), name)
    made = Service(
        kind=SERVICES.kind,
        draft_number=draft_number(SERVICES.prefix),
        number=next_number(SERVICES.prefix),
        state=state,
        edition_key=editions.FIRST_EDITION,
        channel=Channel.PORTAL,
        title=name,
        data={"names": names, "descriptions": {"kk": about, "ru": about, "en": about}},
        created_by=world.people[OrganisationKind.AUTHORISED_BODY, Role.HEAD],
        created_at=clock.now(),
        submitted_at=clock.now(),
        is_public=True,
        confirmed_on=clock.today(),
        price_service=None if price is None else Decimal(price),
        **{"kind_key": "information", "recipient_key": "state_bodies"} | values,
        **{f"name_{key}": text for key, text in names.items()},
    )
    for party in _KEYS:
        organisation = world.organisations[OrganisationKind(party.value)]
        if party is Party.STATE_BODY and customer is not None:
            organisation = customer
        made.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    db.session.add(made)
    db.session.flush()
    indexing.index(made)
    return made


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """People of every kind and role, and the classifiers. What was counted before is forgotten."""
    forget(app)
    made = a_world()
    seed.seed()
    db.session.flush()
    yield made
    forget(app)


def forget(app: Flask) -> None:
    """Keep no counts: rows of tests come without acts."""
    app.extensions.pop("qyzmet_kept_facets", None)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SELECT within the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def page(client: FlaskClient, query: str = "", language: str = "en") -> str:
    """The Catalogue's page, held to the rules of all pages, counted anew."""
    forget(client.application)
    answer = client.get(f"/catalog/?lang={language}&{query}")
    assert answer.status_code == 200, answer.text
    read(answer.text)
    return answer.text


def numbers(text: str) -> list[str]:
    """The numbers of the cards, in order."""
    return re.findall(r'<span class="qz-number">([^<]+)</span>', text)


def found(client: FlaskClient, query: str) -> list[str]:
    """The names of the cards, in order."""
    return re.findall(r'qz-service__name"><a [^>]*>([^<]+)</a>', page(client, query))


def counts(text: str, facet: str) -> dict[str, int]:
    """The values of a facet with their counts."""
    part = text.partition(f'id="{facet}"')[2].partition("<h2")[0]
    return {name: int(many) for name, many in re.findall(r"<li><a [^>]*>([^<]+)<.*?count\">(\d+)<", part)}
