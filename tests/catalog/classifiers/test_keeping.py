"""Law 46: the classifiers of the Catalogue, which administrators keep and everybody reads."""

import pytest
from flask.testing import FlaskClient

from qyzmet.catalog.classifiers import keeping, seed
from qyzmet.catalog.entry import classifiers
from qyzmet.catalog.models import ClassifierName
from qyzmet.procedure.refusals import Invalid
from tests.requests.conftest import House
from tests.signing_in import post, sign_in

NAMES = {"name_kk": "Оқыту", "name_ru": "Обучение", "name_en": "Teaching"}
FORM = {**NAMES, "key": "teaching"}


def keys(classifier: ClassifierName = ClassifierName.KIND) -> list[str]:
    """What is offered."""
    return [row.key for row in classifiers.kept(classifier)]


def test_they_begin_with_kinds_and_recipients(house: House):
    """Both have rows in three languages; what an administrator has kept is not added again."""
    assert keys() == [row[0] for row in seed.KINDS]
    assert keys(ClassifierName.RECIPIENT) == [row[0] for row in seed.RECIPIENTS]
    seed.seed()
    assert len(keys()) == len(seed.KINDS)


@pytest.mark.parametrize("key", ["registers", "Key", "кілт", "a b", "-a", ""])
def test_a_key_is_small_latin_and_stands_once(house: House, key: str):
    """Programs know a row by its key."""
    with pytest.raises(Invalid) as refused:
        keeping.add(ClassifierName.KIND, NAMES | {"key": key})
    assert list(refused.value.errors) == ["key"]


def test_a_closed_row_is_known_and_no_longer_offered(house: House):
    """Entries that have it keep it; opened again, it is offered."""
    made = keeping.add(ClassifierName.KIND, FORM)
    keeping.close(made)
    assert "teaching" not in keys()
    assert classifiers.find(ClassifierName.KIND, "teaching") is made
    keeping.reopen(made)
    assert keys()[-1] == "teaching"


def test_everybody_reads_them_over_the_api(client: FlaskClient, house: House):
    """Without a token, as the contract writes it."""
    answer = client.get("/api/v1/classifiers").get_json()
    assert set(answer) == {"kinds", "recipients", "regions"}
    assert answer["kinds"][0] == {
        "key": "information",
        "names": {
            "kk": "Ақпараттық-анықтамалық",
            "ru": "Информационно-справочные",
            "en": "Information and reference",
        },
    }


def test_an_administrator_adds_renames_and_closes(client: FlaskClient, house: House):
    """On pages; nobody else."""
    sign_in(client, house["specialist"])
    assert client.get("/admin/classifiers/").status_code == 403
    sign_in(client, house["administrator"])
    assert post(client, "/admin/classifiers/kind/new", NAMES | {"key": "Плохой"}).status_code == 422
    assert post(client, "/admin/classifiers/kind/new", FORM).status_code == 303
    row = classifiers.find(ClassifierName.KIND, "teaching")
    assert row is not None
    assert client.get(f"/admin/classifiers/{row.id}").status_code == 200
    assert post(client, f"/admin/classifiers/{row.id}", NAMES | {"name_en": "Training"}).status_code == 303
    assert post(client, f"/admin/classifiers/{row.id}/close").status_code == 303
    page = client.get("/admin/classifiers/").get_data(as_text=True)
    assert "Training" in page
    assert row.closed_at is not None
