"""What the certificate must say of its owner, by the role in which an act is taken (H53)."""

import base64
import datetime as dt

import pytest

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure import editions
from qyzmet.requests.request.sample import REQUEST
from qyzmet.signatures.authority import HEAD, MAY_SIGN, WORKS_THERE, Purpose
from qyzmet.vocabulary import Role
from tests import factories
from tests.api.conftest import Caller, World, made
from tests.signatures.acts import keys
from tests.signatures.acts.test_signed_over_the_api import manifest, user

pytestmark = pytest.mark.usefixtures("authority")


def sent(caller: Caller, path: str, purpose: Purpose) -> tuple[int, str | None]:
    """The status, and by which rule it was refused."""
    content, _found = manifest(caller, path)
    answer = caller.post(path, {"signature": keys.signed(content, keys.identity(user(caller), purpose))})
    return answer.status_code, answer.json.get("rule")  # type: ignore[union-attr]


@pytest.mark.slow
def test_heads_sign_as_first_head_or_with_a_right_to_sign(world: World):
    """An organisation has several heads here, and one first head: an employee's key alone does not bind it."""
    for purpose, status in ((WORKS_THERE, 422), (MAY_SIGN, 200), (HEAD, 200)):
        assert sent(world.head, f"/requests/{made(world, REQUEST)}/submit", purpose)[0] == status


@pytest.mark.slow
def test_the_first_head_alone_where_the_house_rule_says_so(world: World):
    """H53: then a right to sign does not do, and the refusal names the rule."""
    path = f"/requests/{made(world, REQUEST)}/submit"
    editions.change_house_rule("H53", editions.current_edition(), 1, user(world.head))
    db.session.commit()
    assert sent(world.head, path, MAY_SIGN) == (422, "H53")
    assert sent(world.head, path, HEAD)[0] == 200


@pytest.mark.slow
def test_who_acts_for_the_head_signs_with_a_right_to_sign(world: World):
    """H53 wants the head's key of the head; who stands in for the head has no such certificate."""
    path = f"/requests/{made(world, REQUEST)}/submit"
    today = clock.today()
    deputy = factories.user(iin=factories.an_iin())
    factories.join(
        deputy,
        Role.HEAD,
        world.state_body,
        since=today - dt.timedelta(days=1),
        until=today + dt.timedelta(days=9),
        acting_for=user(world.head),
    )
    editions.change_house_rule("H53", editions.current_edition(), 1, user(world.head))
    db.session.commit()
    caller = Caller(world.head.app, deputy)
    content = base64.b64decode(caller.post(f"{path}/manifest").json["manifest"])  # type: ignore[index]
    identity = keys.identity(deputy, MAY_SIGN, bin_=world.state_body.bin)
    answer = caller.post(path, {"signature": keys.signed(content, identity)})
    assert answer.status_code == 200, answer.text
