"""B21, C10: what follows from an answer is told when it is given; one's own second click is no fault."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid
from qyzmet.requests.request import sample
from tests.requests.conftest import House
from tests.requests.request.test_pages import version
from tests.signing_in import post, sign_in


@pytest.mark.parametrize(("answer", "told"), [("yes", True), ("no", False)])
def test_state_secrets_are_told_of_at_once(client: FlaskClient, house: House, answer: str, told: bool):
    """¶ 3, H10: who says that the object will hold state secrets reads what that means when the row is saved."""
    made = house.drafted()
    db.session.commit()
    sign_in(client, house["specialist"])
    typed = {"restricted": "none", "object_holds_state_secrets": answer}
    after = post(client, f"{made.path}/section/7?lang=en", typed, follow_redirects=True).text
    assert ("the request cannot be filed (H10, house rule)" in after) is told


@pytest.mark.parametrize(("level", "missing"), [("country", False), ("region", True), ("department", True)])
def test_a_region_has_a_name(house: House, level: str, missing: bool):
    """Row 4: where the service is to work in a region or a department, it is said in which."""
    scope = dict(sample.REQUEST["scope"]) | {"level": level, "territory": ""}
    made = house.drafted(scope=scope)
    with house.as_("head"):
        if not missing:
            engine.take(made, "submit", {})
            return
        with pytest.raises(Invalid) as refused:
            engine.take(made, "submit", {})
    assert list(refused.value.errors) == ["data.scope.territory"]


@pytest.mark.parametrize(
    ("typed", "good"),
    [("не звоните", False), ("103", False), ("+7 (7172) 55-55-55, доб. 12", True), ("55 55 55", True)],
)
def test_a_telephone_is_a_number(client: FlaskClient, house: House, typed: str, good: bool):
    """Row 10: any way of writing a number is taken, an extension too; what holds no number is not."""
    made = house.drafted()
    db.session.commit()
    sign_in(client, house["specialist"])
    contact = {f"contacts-0-{key}": value for key, value in sample.REQUEST["contacts"][0].items()}
    answer = post(client, f"{made.path}/section/10?lang=en", contact | {"contacts-0-phone": typed})
    assert answer.status_code == (302 if good else 422)
    assert good or "Contact 1, Work telephone: Write the number in digits" in answer.text


@pytest.mark.slow
def test_a_second_click_leads_to_the_procedure(client: FlaskClient, house: House):
    """What one has done oneself is no conflict: the second click and the way back lead to the procedure's page."""
    made = house.drafted()
    db.session.commit()
    sign_in(client, house["head"])
    page = f"{made.path}/act/submit"
    seen = version(client.get(page))
    first = post(client, page, {"version": seen})
    assert first.status_code == 302
    for again in (post(client, page, {"version": seen}), client.get(page)):
        assert again.status_code == 303, again.text
        assert again.location == f"/requests/{made.number}"


def test_a_refusal_leads_back_to_the_procedure(client: FlaskClient, house: House):
    """C10: the page that refuses a step has a link to the procedure, for those who may know of it."""
    made = house.submitted()
    db.session.commit()
    sign_in(client, house["authorised_head"])
    answer = client.get(f"{made.path}/act/agree?lang=en")
    assert answer.status_code == 409
    assert f'href="{made.path}"' in answer.text
    sign_in(client, house["other_head"])
    answer = client.get(f"{made.path}/act/agree?lang=en")
    assert answer.status_code == 404
    assert made.path not in answer.text.replace(f"{made.path}/act/agree", "")
