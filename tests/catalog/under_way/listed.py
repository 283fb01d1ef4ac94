"""Needs for tests of the public register: rows at any stage, without a history."""

import datetime as dt
import html
import re
from typing import Any

from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.catalog.under_way import stages
from qyzmet.catalog.under_way.models import Need, NeedWord
from qyzmet.catalog.under_way.stages import Stage
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.requests.models import AutomationRequest
from qyzmet.search import words
from qyzmet.vocabulary import Party
from tests.web.reading import read
from tests.worlds import World, a_request


def a_need(
    world: World,
    title: str,
    stage: Stage = Stage.AGREED,
    *,
    body: Organisation | None = None,
    agreed_at: dt.datetime | None = None,
    **values: Any,
) -> AutomationRequest:
    """A request with its row in the register, at that stage since now."""
    made = a_request(world, "agreed" if stage is Stage.AGREED else "creation_ordered")
    made.title = title
    if body is not None:
        next(row for row in made.party_rows if row.party is Party.STATE_BODY).organisation = body
    at = agreed_at or clock.now()
    known = {"ended": stage in stages.ENDED, "agreed_at": at, "since": at, "where_id": made.id}
    db.session.add(Need(id=made.id, stage=stage.value, **known | values))
    stems = words.stems([words.of_number(str(made.number)), title])
    db.session.add_all(NeedWord(word=each, procedure_id=made.id) for each in stems)
    db.session.flush()
    return made


def need_of(procedure_id: int) -> Need | None:
    """Its row as it is now."""
    return db.session.get(Need, procedure_id, populate_existing=True)


def page(client: FlaskClient, query: str = "", language: str = "en") -> str:
    """The register's page, held to the rules of all pages."""
    answer = client.get(f"/under-way/?lang={language}&{query}")
    assert answer.status_code == 200, answer.text
    read(answer.text)
    return answer.text


def found(client: FlaskClient, query: str = "") -> list[str]:
    """The names in the list, in order."""
    return [
        html.unescape(each) for each in re.findall(r'qz-work__title" href="[^"]+">([^<]+)</a>', page(client, query))
    ]
