"""Following tenders: choosing on the page, being told once and of nothing but what everybody can see."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet import clock
from qyzmet.context import acting, actor_of
from qyzmet.database import db
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.people.models import User
from qyzmet.procedure import engine
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Invalid
from qyzmet.tenders import after_act
from qyzmet.tenders.bids import envelopes
from qyzmet.tenders.models import Following, Tender
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.tenders.register import following
from qyzmet.tenders.register.following import What
from qyzmet.vocabulary import OrganisationKind, Party, Role
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import post, sign_in
from tests.tenders.register.listed import a_tender, keep_version, world
from tests.web.reading import read
from tests.worlds import World

__all__ = ["world"]
PATH = "/tenders/following"


def supplier(language: str = "en", **values: object) -> User:
    """Somebody of a supplier, with an organisation of their own."""
    own = factories.organisation(OrganisationKind.SUPPLIER)
    return factories.user(Role.SPECIALIST, own, language=language, **values)


def mails() -> dict[str, OutboxMessage]:
    """The e-mails in the outbox by whom they go to; nobody gets two."""
    found = list(db.session.scalars(select(OutboxMessage)))
    assert len({each.to for each in found}) == len(found)
    return {each.to: each for each in found}


def act_in(tender: Tender, action: str, to: str, case: str = "") -> Act:
    """An act as the engine hands it to what follows every act: not kept yet."""
    return Act(action=action, case=case, party=Party.INTEGRATOR, from_state=tender.state, to_state=to, body={})


def test_categories_are_followed_and_ended_on_the_page(client: FlaskClient, world: World):
    """Object, mechanism, customer, each or none; a customer is found by name or BIN; each is ended by its button."""
    customer = world.organisations[OrganisationKind.STATE_BODY]
    user = supplier()
    sign_in(client, user)
    text = client.get(f"{PATH}?object=ssp&customer={customer.bin}").text
    read(text)
    assert "You follow no tenders" in text
    assert '<option value="ssp" selected>' in text
    assert f'value="{customer.bin}"' in text
    for form in (
        {"object": "ssp", "mechanism": "", "customer": customer.name_en},
        {"object": "", "mechanism": "ppp", "customer": customer.bin},
        {"object": "", "mechanism": "", "customer": ""},
        {"object": "", "mechanism": "", "customer": ""},
    ):
        assert post(client, PATH, form).status_code == 303
    assert [(row.object, row.mechanism, row.customer_bin) for row in following.of(user)] == [
        ("", "", ""),
        ("", "ppp", customer.bin),
        ("ssp", "", customer.bin),
    ]
    text = client.get(PATH).text
    read(text)
    assert "All tenders</strong>" in text
    assert f"Public-private partnership (PPP) · {customer.name_en}</strong>" in text
    first = re.findall(r'name="end" value="(\d+)"', text)[0]
    for _twice in range(2):
        assert post(client, PATH, {"end": first}).status_code == 303
    assert len(following.of(user)) == 2
    post(client, PATH, {"end_all": "yes"})
    assert following.of(user) == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"object": "castle"}, "Choose one of the answers"),
        ({"mechanism": "operator"}, "Choose one of the answers"),
        ({"customer": "Nobody at all"}, "No state body has this name or BIN"),
        ({"customer": "state_body"}, "Several state bodies are called so"),
        ({"customer": "%"}, "No state body has this name or BIN"),
    ],
)
def test_what_cannot_be_followed_is_explained(client: FlaskClient, world: World, form: dict[str, str], said: str):
    """At its field, and what was typed stays."""
    user = supplier()
    sign_in(client, user)
    answer = post(client, PATH, {"object": "", "mechanism": "", "customer": "", **form})
    assert answer.status_code == 422
    read(answer.text)
    assert said in answer.text
    if "customer" in form:
        assert f'value="{form["customer"]}"' in answer.text
    assert following.of(user) == []


def test_nobody_ends_what_another_follows(client: FlaskClient, world: World):
    """A key that is not one's own ends nothing, whatever it is."""
    other = supplier()
    kept = following.follow(other)
    db.session.commit()
    sign_in(client, supplier())
    for key in (str(kept.id), "0", "x", "9" * 30, "-1", "²"):
        assert post(client, PATH, {"end": key}).status_code == 303
    assert following.of(other) == [kept]


def test_signed_out_one_is_asked_to_sign_in(client: FlaskClient):
    """The link in an e-mail leads to the page by way of the sign-in."""
    answer = client.get(PATH)
    assert answer.status_code == 302
    assert "sign-in" in answer.headers["Location"]


def test_there_is_an_end_to_what_one_follows(world: World, monkeypatch: pytest.MonkeyPatch):
    """The page says how many can be followed."""
    monkeypatch.setattr(following, "MOST", 1)
    user = supplier()
    following.follow(user)
    following.follow(user)
    with pytest.raises(Invalid, match="1 categories"):
        following.follow(user, what="ssp")


def test_followers_are_told_once_each_in_their_language(world: World, set_clock: SetClock):
    """Whoever follows any category that the tender is of; with the end of acceptance and the way to end it."""
    customer = world.organisations[OrganisationKind.STATE_BODY]
    people = {
        "all": supplier(),
        "several": supplier("ru"),
        "object": supplier("kk"),
        "customer": supplier(),
        "other object": supplier(),
        "other mechanism": supplier(),
        "other customer": supplier(),
        "left": supplier(left_on=set_clock().date().replace(day=1)),
        "nothing": supplier(),
    }
    following.follow(people["all"])
    for name in ("several", "object"):
        following.follow(people[name], what="ssp")
    following.follow(people["several"], customer=customer.bin)
    following.follow(people["several"], mechanism="lease", customer=customer.bin)
    following.follow(people["customer"], what="ssp", mechanism="lease", customer=customer.bin)
    following.follow(people["other object"], what="ici", customer=customer.bin)
    following.follow(people["other mechanism"], mechanism="ppp")
    following.follow(people["other customer"], what="ssp", customer=factories.organisation().bin)
    following.follow(people["left"])
    tender = a_tender(world, days=4)
    assert following.tell_followers(tender, What.PUBLISHED) == 4
    sent = mails()
    assert set(sent) == {people[name].email for name in ("all", "several", "object", "customer")}
    mail = sent[people["all"].email]
    assert mail.subject == f"{tender.number}: new tender"
    assert "until Friday, 6\u00a0March 2026, 24:00" in mail.body
    assert tender.path in mail.body
    assert mail.body.index(PATH) > mail.body.index(tender.path)
    assert "марта" in sent[people["several"].email].body
    assert "наурыз" in sent[people["object"].email].body


def test_parties_are_not_told_twice(world: World):
    """Whoever is told of the act as a party, or takes it, gets no second e-mail for following."""
    tender = a_tender(world)
    told = supplier()
    heads = [world.people[kind, Role.HEAD] for kind in (OrganisationKind.STATE_BODY, OrganisationKind.INTEGRATOR)]
    clerk, auditor = (world.people[OrganisationKind.INTEGRATOR, role] for role in (Role.CLERK, Role.AUDITOR))
    for user in (told, *heads, clerk, auditor):
        following.follow(user)
    with acting(actor_of(auditor)):
        following.tell_followers(tender, What.PUBLISHED)
    assert set(mails()) == {told.email, clerk.email}
    db.session.query(OutboxMessage).delete()
    # Of a material amendment every supplier is told in any case (H30).
    assert following.tell_followers(tender, What.AMENDED) == 2
    assert set(mails()) == {clerk.email, auditor.email}


def test_every_act_that_followers_hear_of(world: World):
    """A publication, a material amendment, an end that came after the publication; of nothing else."""
    tender = a_tender(world)
    heard = {
        (move.action, move.case): what
        for move in TENDERS.moves
        if (what := following.what_of(tender, act_in(tender, move.action, move.to or move.from_[0], move.case)))
    }
    assert {what: sorted({action for action, _case in heard if heard[action, _case] is what}) for what in What} == {
        What.PUBLISHED: ["publish"],
        What.AMENDED: ["amend"],
        What.ENDED: sorted({move.action for move in TENDERS.moves if move.to in TENDERS.last}),
    }
    assert [case for action, case in heard if action == "amend"] == ["the amendment is material"]
    assert following.what_of(tender, act_in(tender, "amend", "published", "the amendment is not material")) is None
    assert following.what_of(a_tender(world, "draft"), act_in(tender, "cancel", "cancelled")) is None


def test_an_act_brings_it_along(world: World):
    """Acts keep what lists show of the assignment's frozen version and tell followers; a sealed act does neither."""
    user = supplier()
    following.follow(user, what="ici")
    tender = a_tender(world, object="")
    general = {"object": "ici", "mechanism": "ppp", "purpose": "Учёт"}
    keep_version(tender, {"general": general, "ceiling_lease": "7.50", "ceiling_service": ""})
    db.session.flush()
    clerk = world.people[OrganisationKind.INTEGRATOR, Role.CLERK]
    with acting(actor_of(clerk)):
        engine.take(tender, "register_envelope", {"received_at": clock.now().isoformat(), "carrier": "paper"})
    assert len(envelopes.of(tender)) == 1
    assert (tender.object, mails()) == ("", {})
    after_act.keep_and_tell(tender, {}, act_in(tender, "publish", "published"))
    assert (tender.object, tender.mechanism, tender.purpose) == ("ici", "ppp", "Учёт")
    assert (str(tender.ceiling_lease), tender.ceiling_service) == ("7.50", None)
    assert set(mails()) == {user.email}
    db.session.query(OutboxMessage).delete()
    after_act.keep_and_tell(tender, {}, act_in(tender, "cancel", "cancelled"))
    mail = mails()[user.email]
    assert mail.subject == f"{tender.number}: tender ended: tender cancelled"
    assert "has ended: tender cancelled." in mail.body


def test_nothing_that_followers_are_told_depends_on_bids(world: World):
    """The facts of the notification are those of the announcement alone."""
    following.follow(world.others[Role.HEAD])
    tender = a_tender(world)
    for what in What:
        following.tell_followers(tender, what, state="cancelled")
    facts = [each.facts for each in db.session.scalars(select(Notification).where(Notification.kind == following.KIND))]
    assert len(facts) == 3
    for each in facts:
        assert set(each) == {"number", "title", "path", "what", "state", "until"}


def test_what_somebody_followed_is_one_row(world: World):
    """The same category twice is one, also where two windows send it."""
    user = supplier()
    customer = world.organisations[OrganisationKind.STATE_BODY]
    one = following.follow(user, what="ssp", customer=customer.bin)
    assert following.follow(user, what="ssp", customer=customer.name_ru) is one
    assert db.session.scalars(select(Following)).all() == [one]


def test_the_list_leads_to_following_with_its_filters(client: FlaskClient, app: Flask, world: World):
    """Signed in; signed out there is no such link."""
    a_tender(world)
    db.session.commit()
    assert PATH not in client.get("/tenders/?lang=en&object=ssp").text
    sign_in(client, supplier())
    assert (
        f'href="{PATH}?object=ssp&amp;mechanism=lease"'
        in client.get("/tenders/?lang=en&object=ssp&mechanism=lease&q=вывоз").text
    )


def test_a_page_of_any_width_wraps(client: FlaskClient, world: World):
    """On a phone nothing of the page has a fixed width: rows stack, controls wrap, tables scroll by themselves."""
    from qyzmet.files import paths

    style = (paths.STATIC / "scss" / "_pieces.scss").read_text()
    assert re.search(r"\.qz-follow \{[^}]*flex-wrap: wrap", style)
    assert re.search(r"max-width[^{]*\{\s*\.qz-work__item[^}]*minmax\(0, 1fr\)", style)
    for name in ("index", "following", "_rows"):
        text = (paths.TEMPLATES / "tenders" / "register" / f"{name}.html").read_text()
        assert "<table" not in text
        assert "style=" not in text
        assert not re.search(r'\b(width|size|cols)="', text)
