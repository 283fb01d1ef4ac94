"""Invitations: the user with the roles, and an e-mail in the person's language."""

import json

import pytest
from click.testing import CliRunner
from flask import Flask

from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.people.accounts.credentials import MailedLink
from qyzmet.people.accounts.users import Person
from qyzmet.people.administration import commands
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations import invitations
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.vocabulary import Role
from tests import factories


def person(**values: str) -> Person:
    """Somebody whom nobody knows yet."""
    known = {"surname": "Әлиева", "given_name": "Зәуре", "patronymic": "", "post": "", "language": "ru"}
    return Person(**{"iin": factories.an_iin(), "email": "Zaure@Example.KZ ", **known, **values})


def test_an_invitation_makes_the_user_with_the_roles(app: Flask):
    """The invited person has the roles and no password; the mail is in their language; the e-mail in lower case."""
    body = factories.organisation()
    made = invitations.invite(body, person(), [Role.HEAD, Role.COMMISSION_MEMBER, Role.HEAD])
    assert sorted(m.role for m in made.memberships) == [Role.COMMISSION_MEMBER, Role.HEAD]
    assert (made.email, made.password_hash) == ("zaure@example.kz", None)
    mail = db.session.query(OutboxMessage).one()
    assert (mail.to, mail.language) == (made.email, "ru")


def test_a_new_invitation_ends_the_former(app: Flask):
    """Sent again, only the newest link is good; somebody with a password, or who left, is not invited."""
    made = invitations.invite(factories.organisation(), person(), [Role.HEAD])
    invitations.send(made)
    links = db.session.query(MailedLink).order_by(MailedLink.id).all()
    assert [link.used_at is None for link in links] == [False, True]
    assert invitations.newest(made) == links[1]
    made.password_hash = "set"
    with pytest.raises(NotInThisState):
        invitations.send(made)


def test_known_people_are_not_invited_twice(app: Flask):
    """A known IIN or e-mail (in any capitals) and an invitation without roles are refused at their field."""
    body, there = factories.organisation(), factories.user()
    for field, who in (("iin", person(iin=there.iin)), ("email", person(email=there.email.upper()))):
        with pytest.raises(Invalid) as refused:
            invitations.invite(body, who, [Role.HEAD])
        assert list(refused.value.errors) == [field]
    with pytest.raises(Invalid) as refused:
        invitations.invite(body, person(), [])
    assert list(refused.value.errors) == ["roles"]


@pytest.fixture
def command(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Runs a command on the test's own application and transaction."""
    from contextlib import contextmanager

    @contextmanager
    def same():
        yield app

    monkeypatch.setattr(commands, "application", same)
    return lambda group, *words: CliRunner().invoke(group, ["add", *words])


def test_the_command_line_adds_organisations_and_people(command):
    """`organisation add` and `user add` print what they made, also as JSON; what is wrong is one line and exit 1."""
    number, iin = factories.a_bin(), factories.an_iin()
    names = ["--name-kk", "Қ", "--name-ru", "Р", "--name-en", "E"]
    made = command(commands.organisation, "--kind", "state_body", "--bin", number, *names, "--json")
    assert json.loads(made.output) == {"bin": number, "kind": "state_body"}
    words = ["--iin", iin, "--surname", "A", "--given-name", "B", "--email", "A@b.kz", "--organisation", number]
    user = command(commands.user, *words, "--role", "head", "--json")
    assert json.loads(user.output)["roles"] == ["head"]
    assert db.session.query(User).filter_by(email="a@b.kz").one().memberships[0].organisation.bin == number
    for again in (
        command(commands.organisation, "--kind", "state_body", "--bin", number, *names),
        command(commands.organisation, "--kind", "state_body", "--bin", "123", *names),
        command(commands.user, *words, "--role", "head"),
        command(commands.user, *words[:-1], "990540004034", "--role", "head"),
    ):
        assert again.exit_code == 1
        assert again.output.count("\n") == 1, again.output
    assert db.session.query(Organisation).filter_by(bin=number).count() == 1


def test_the_command_line_takes_no_name_that_cannot_be_seen(command):
    """An organisation or a person without a visible name is refused as on the pages; marks around digits are not."""
    number = factories.a_bin()
    unseen = command(
        commands.organisation,
        *("--kind", "state_body", "--bin", number, "--name-kk", "\u200b", "--name-ru", "\u2800", "--name-en", "E"),
    )
    assert unseen.exit_code == 1
    assert "name_kk" in unseen.output
    assert "name_ru" in unseen.output
    names = ["--name-kk", "Қ\u00ad", "--name-ru", "Р", "--name-en", "E"]
    marked = f"\u200e{number[:6]} {number[6:]}"
    assert command(commands.organisation, "--kind", "state_body", "--bin", marked, *names).exit_code == 0
    assert db.session.query(Organisation).filter_by(bin=number).one().name_kk == "Қ"
    words = ["--iin", factories.an_iin(), "--given-name", "B", "--email", "c@b.kz", "--organisation", marked]
    assert command(commands.user, *words, "--surname", "\u3164", "--role", "head").exit_code == 1
    assert command(commands.user, *words, "--surname", "A", "--role", "head").exit_code == 0
