"""The audit trail's page names roles and systems in the reader's language."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.signing_in import sign_in


@pytest.mark.parametrize(
    ("language", "role", "worker"),
    [
        ("kk", "Аудитор", "мерзімдер қызметі"),
        ("ru", "Аудитор", "служба сроков"),
        ("en", "Auditor", "deadline worker"),
    ],
)
def test_roles_and_systems_are_words_of_the_language(
    app: Flask, client: FlaskClient, language: str, role: str, worker: str
) -> None:
    """A record says in what capacity somebody acted, or that a system did, in words."""
    ministry = factories.organisation(OrganisationKind.AUTHORISED_BODY)
    auditor = factories.user(Role.AUDITOR, ministry, language=language)
    db.session.commit()
    with context.acting(context.actor_of(auditor, ministry)):
        audit.record("look", chain="test", subject="X-1")
    with context.acting(context.DEADLINE_WORKER):
        audit.record("look", chain="test", subject="X-2")
    db.session.commit()
    page = sign_in(client, auditor, ministry).get("/admin/audit?chain=test").text
    assert f'<span class="qz-muted">{role}</span>' in page
    assert worker in page
