"""B17: a draft of the opinion takes what is there; giving it asks for all."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.requests.request import sample
from tests.requests.conftest import House
from tests.signing_in import bearer, post, sign_in


@pytest.mark.slow
def test_half_a_draft_is_saved_and_shown_again(client: FlaskClient, house: House):
    """What was typed is kept; page and paper of such a draft are there, and say what it lacks, each thing once."""
    request = house.submitted()
    sign_in(client, house["integrator_specialist"])
    half = {"criteria-0-key": "effectiveness", "criteria-0-grounds": "The acts allow it.", "text": "Not yet."}
    assert post(client, f"{request.path}/opinion", half).status_code == 302
    drafted = request.opinion
    assert drafted is not None
    assert (drafted.favourable, drafted.text) == (None, "Not yet.")
    page = client.get(f"{request.path}/opinion?lang=en").text
    assert "The acts allow it." in page
    assert "Answer yes or no: “Is the opinion favourable?”" in page
    assert page.count("Effectiveness: Fill in “Score”") == 1
    assert 'href="#criteria-0-score"' in page
    assert client.get(request.path).status_code == 200
    assert client.get(f"{request.path}/print/opinion.docx").status_code == 200


def test_it_is_given_only_whole(house: House):
    """¶ 11: half an opinion is not given; when the rest has been added, it is."""
    request = house.submitted()
    house.take(request, "integrator_specialist", "draft_opinion", {"text": "Not yet.", "criteria": [], "findings": []})
    with pytest.raises(NotInThisState, match="favourable") as refused:
        house.take(request, "integrator_head", "give_opinion", {})
    assert refused.value.rule == "¶ 11"
    house.take(request, "integrator_specialist", "draft_opinion", sample.OPINION)
    house.take(request, "integrator_head", "give_opinion", {})
    assert request.state == "opinion_given"


def test_a_system_may_send_half_of_it_too(client: FlaskClient, house: House):
    """The same over the API; what is given must still be right."""
    request = house.submitted()
    headers = bearer(house["integrator_specialist"])
    path = f"/api/v1{request.path}/draft_opinion"
    assert client.post(path, json={"criteria": [{"key": "absence"}]}, headers=headers).status_code == 200
    wrong = client.post(path, json={"criteria": [{"key": "absence", "score": 9}]}, headers=headers)
    assert list(wrong.json["errors"]) == ["criteria.0.score"]
    db.session.rollback()
