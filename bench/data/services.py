"""100,000 services for bench/catalogue.py, put into a database by SQL: parties, classifiers, names, words."""

import datetime as dt

from bench.data.requests import OTHERS, SIZE, Filling, moment, settle
from bench.data.tenders import WORDS
from qyzmet import clock
from qyzmet.catalog.entry import regions
from qyzmet.catalog.models import Classifier, ClassifierName
from qyzmet.database import db
from qyzmet.search import spelling

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.ALMATY)
KINDS, RECIPIENTS, REGIONS = 20, 5, 20
_KEYS = "".join(region.key for region in regions.REGIONS[:REGIONS])
_SPREAD = "((i * 7919) % 100000)"
_CUSTOMER = f"CASE WHEN {_SPREAD} < 2000 THEN :big ELSE :first_other + {_SPREAD} % {OTHERS} END"
_NAME = "'Государственная услуга ' || (i % 1000) || ' ' || i"


def fill(organisations: dict[str, int]) -> None:
    """Put the services into the database by SQL."""
    filling = Filling({"size": SIZE, **organisations})
    true = "1" if db.engine.dialect.name == "sqlite" else "true"
    day = "'2026-02-02'" if db.engine.dialect.name == "sqlite" else "DATE '2026-02-02'"
    filling.series(
        "procedure",
        {
            "id": "i",
            "kind": "'services'",
            "draft_number": "'S-draft-' || i",
            "number": "'S-2026-' || (100000 + i)",
            "state": f"CASE WHEN {_SPREAD} % 20 = 0 THEN 'retired' ELSE 'active' END",
            "title": _NAME,
            "is_public": true,
            "edition_key": "'kz-2022-03-31'",
            "channel": "'portal'",
            "data": '\'{"descriptions": {"ru": "Выдаёт свидетельства на право временного вывоза."}}\'',
            "created_by_id": "1",
            "created_at": moment(NOW),
            "submitted_at": moment(NOW),
            "version": "1",
        },
    )
    filling.series(
        "service",
        {
            "id": "i",
            "object": "'ssp'",
            "mechanism": "'lease'",
            "kind_key": f"'k' || ({_SPREAD} % {KINDS})",
            "recipient_key": f"'r' || ({_SPREAD} % {RECIPIENTS})",
            "region": f"substr('{_KEYS}', CAST(1 + 2 * (i % {REGIONS}) AS INTEGER), 2)",
            "name_kk": _NAME,
            "name_ru": _NAME,
            "name_en": _NAME,
            "sort_kk": _NAME,
            "sort_ru": _NAME,
            "sort_en": _NAME,
            "price_service": f"100 * {_SPREAD}",
            "sort_price": f"100 * {_SPREAD}",
            "sort_highest": f"-100 * {_SPREAD}",
            "confirmed_on": day,
            "entry_version": "1",
        },
    )
    for party, owner in (
        ("state_body", _CUSTOMER),
        ("operator", ":operator"),
        ("supplier", ":supplier"),
        ("authorised_body", ":authorised"),
    ):
        filling.series("procedure_party", {"procedure_id": "i", "party": f"'{party}'", "organisation_id": owner})
    filling.words({word.replace("'t", "'s", 1) if "2026" in word else word: where for word, where in WORDS.items()})
    spelling.learn({"услуг", "государствен", "культур", "культурн", "памятник", "реставрац"})
    for classifier, letter, many in ((ClassifierName.KIND, "k", KINDS), (ClassifierName.RECIPIENT, "r", RECIPIENTS)):
        for place in range(many):
            name = f"{classifier.value} {place}"
            row = Classifier(classifier=classifier, key=f"{letter}{place}", name_kk=name, name_ru=name, name_en=name)
            db.session.add(row)
    settle()
