"""Row 2 of Annex 1 cites programmes of the register by point; each reader is told of what that reader may see alone."""

import pytest
from flask import current_app
from flask.testing import FlaskClient

from qyzmet import context
from qyzmet.api import kinds, objects
from qyzmet.context import NOBODY, actor_of
from qyzmet.database import db
from qyzmet.forms.binding import bind_json, taken
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid
from qyzmet.programmes.citations import cited_by, citing
from qyzmet.programmes.models import Programme
from qyzmet.programmes.rules import points
from qyzmet.requests.models import AutomationRequest
from qyzmet.requests.request import annex1, pages
from qyzmet.requests.request.forms import RequestForm
from tests.programmes.conftest import amended, drafted, in_force
from tests.requests.conftest import House
from tests.signing_in import post, sign_in


def _row(programme: Programme, points: str = "5.1") -> dict[str, object]:
    return {"kind": "territorial", "title": programme.title, "points": points, "programme": programme.public_number}


def _citing(house: House, programme: Programme, points: str = "5.1", **data: object) -> AutomationRequest:
    return house.drafted(programmes=[_row(programme, points)], **data)


def _seen(programme: Programme, actor: context.Actor) -> list[tuple[str, str, tuple[str, ...]]]:
    with context.acting(actor):
        return [(each.kind, each.number, each.points) for each in cited_by.cited_by(programme, actor)]


@pytest.mark.slow
def test_only_what_the_reader_may_see_is_told_and_counted(house: House):
    """A draft is its state body's own; what is filed is its parties'; nobody else learns that there is one."""
    programme = in_force(house)
    made = _citing(house, programme, "5.1, 1.1")
    own = ("requests", made.public_number, ("5.1", "1.1"))
    assert _seen(programme, actor_of(house["specialist"])) == [own]
    for key in ("integrator_head", "authorised_head"):
        assert _seen(programme, actor_of(house[key])) == []
    assert _seen(programme, NOBODY) == []
    house.take(made, "head", "submit")
    filed = ("requests", made.public_number, ("5.1", "1.1"))
    assert _seen(programme, actor_of(house["integrator_head"])) == [filed]
    assert _seen(programme, NOBODY) == []
    with current_app.test_request_context(), context.acting(NOBODY):
        answer = objects.shown(kinds.of_path("programmes"), programme)
    assert made.public_number not in str(answer)
    assert answer["cited_by"] == []


def test_an_amended_version_is_cited_by_what_cites_the_programme(house: House):
    """A citation is the programme's, whichever version it names."""
    old = in_force(house)
    made = _citing(house, old)
    new = amended(house, old)
    house.take(new, "head", "approve")
    assert [each[1] for each in _seen(new, actor_of(house["specialist"]))] == [made.public_number]


def test_what_is_not_cited_any_more_is_not_told(house: House):
    """Saving the row anew takes the place of what was cited."""
    programme = in_force(house)
    made = _citing(house, programme)
    with house.as_("specialist"):
        engine.save(made, {"programmes": []})
    assert _seen(programme, actor_of(house["specialist"])) == []


def test_a_programme_that_is_not_there_is_refused_and_a_draft_is_not_told_of(house: House):
    """A number of nothing and that of a draft are answered alike."""
    draft = drafted(house)
    for number in ("PG-2026-999999", draft.public_number):
        made = house.drafted()
        with house.as_("specialist"), pytest.raises(Invalid) as refused:
            engine.save(made, {"programmes": [{"kind": "state", "title": "x", "points": "1", "programme": number}]})
        assert list(refused.value.errors) == ["data.programmes.0.programme"]


def test_a_point_that_is_not_there_warns_and_refuses_nothing(house: House):
    """On the page of the row, in the request's answer, and among the programme's checks, to those who may see it."""
    programme = in_force(house)
    made = _citing(house, programme, "5.1, 9.9")
    row = next(each for each in annex1.ROWS if "programmes" in each.keys)
    (text,) = pages.follows(made, row)
    assert "9.9" in text
    with current_app.test_request_context(), house.as_("head"):
        answer = objects.shown(kinds.of_path("requests"), made)
        checks = objects.shown(kinds.of_path("programmes"), programme)["checks"]
    assert [each["field"] for each in answer["warnings"]] == ["data.programmes.0.points"]
    assert [(each["place"], each["printed"]) for each in checks if each["rule"] == "cited_point"] == [
        (made.public_number, "9.9")
    ]
    house.take(made, "head", "submit")
    assert made.state == "submitted"


def test_kind_and_name_come_from_the_register(house: House):
    """Who chooses a programme need not type what the register knows; the row keeps its form."""
    programme = in_force(house)
    made = house.drafted(programmes=[{"points": "5.1", "programme": programme.public_number}])
    assert made.data["programmes"][0] | {"points": "5.1"} == _row(programme)
    assert (programme.public_number, f"{programme.public_number} · {programme.title}") in citing.choices()


def test_a_row_without_the_register_keeps_its_form(house: House):
    """The key came later: who does not send it does not get it."""
    row = {"kind": "state", "title": "Программа", "points": "2.1"}
    with current_app.test_request_context():
        assert taken(bind_json(RequestForm, {"programmes": [row]}, draft=True)) == {"programmes": [row]}
        named = row | {"programme": "PG-2026-000001"}
        assert taken(bind_json(RequestForm, {"programmes": [named]}, draft=True)) == {"programmes": [named]}


@pytest.mark.slow
def test_programme_and_points_are_chosen_on_a_page(house: House, client: FlaskClient):
    """Without scripts: a programme is found by its name, its points are shown and ticked, the rest stays as typed."""
    programme = in_force(house)
    made = house.drafted(programmes=[])
    db.session.commit()
    sign_in(client, house["specialist"])
    path, number = f"{made.path}/section/2?lang=en", programme.public_number
    typed = {"programmes-0-programme": f"{number} · {programme.title}", "programmes-0-points": "прил. 2"}
    shown = post(client, path, typed | {"again": "1"})
    assert shown.status_code == 200
    assert made.data["programmes"] == []
    assert f'<option value="{number} · {programme.title}">' in shown.text
    for point in points.points_of(programme.data):
        assert f'name="programmes-0-points" type="checkbox" value="{point}"' in shown.text
    ticked = {"programmes-0-points": ["прил. 2", "5.1", "1.1"], "programmes-0-programme": number}
    assert post(client, f"{path}&", ticked | {"back": "1"}).status_code == 302
    assert made.data["programmes"] == [_row(programme, "прил. 2, 5.1, 1.1")]
    again = client.get(path).text
    assert 'value="прил. 2"' in again
    assert 'type="checkbox" value="5.1" checked' in again
    # What is ticked is read without opening the list.
    assert ": 5.1, 1.1</span>" in again
    # A word of its name alone chooses it too; where none is called so, the page says it.
    assert (
        f'value="{number} ·'
        in post(client, path, typed | {"programmes-0-programme": programme.title.split()[-1], "again": "1"}).text
    )
    unknown = post(client, path, typed | {"programmes-0-programme": "zzz", "again": "1"}).text
    assert "No programme of the register is called so" in unknown
    assert 'value="zzz"' in unknown
    # What is no number of the register loses nothing that was typed.
    wrong = post(client, path, {"programmes-0-programme": "Котовск", "programmes-0-points": "7"})
    assert wrong.status_code == 422
    assert 'value="Котовск"' in wrong.text
    assert 'value="7"' in wrong.text
