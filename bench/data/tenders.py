"""100,000 tenders for bench/tender_lists.py: one published every 50 minutes for nine years, some 600 of them open."""

import datetime as dt

from bench.data.requests import OTHERS, SIZE, Filling, moment, settle
from qyzmet import clock
from qyzmet.database import db

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.ALMATY)
MINUTES, OPEN = 50, 600
# 7,919 is prime to the size, so that what is spread by it stands nowhere together.
_SPREAD = "((i * 7919) % 100000)"
# The big customer has 2,000 tenders and the small one 10; the others share the rest.
_CUSTOMER = (
    f"CASE WHEN {_SPREAD} < 2000 THEN :big WHEN {_SPREAD} < 2010 THEN :small"
    f" ELSE :first_other + {_SPREAD} % {OTHERS} END"
)
# The newest are open, those before are with the Commission, of the rest one in fifty ended without a supplier.
_STATE = (
    f"CASE WHEN i > {SIZE - OPEN} THEN 'published' WHEN i > {SIZE - 3 * OPEN} THEN 'examining'"
    f" WHEN {_SPREAD} % 50 = 0 THEN CASE {_SPREAD} % 100 WHEN 0 THEN 'cancelled' ELSE 'reannounced' END"
    " ELSE 'contracted' END"
)
# The stems of each tender: a condition beside each. The T of a number is folded to the Cyrillic letter.
WORDS = {
    "'т'": "true",
    "'2026'": "true",
    "'т2026' || (100000 + i)": "true",
    "'услуг'": "true",
    "'государствен'": f"{_SPREAD} % 2 = 0",
    "'культур'": f"{_SPREAD} % 4 = 0",
    "'культурн'": f"{_SPREAD} % 5 = 0",
    "'памятник'": f"{_SPREAD} % 100 = 8",
    "'реставрац'": f"{_SPREAD} % 10000 = 5",
    "'қызмет' || (i % 977)": "true",
    "'мәдениет' || (i % 31)": "true",
}


def fill(organisations: dict[str, int]) -> None:
    """Put the tenders into the database by SQL, with parties and words, all on one design assignment."""
    filling = Filling({"size": SIZE, **organisations})
    false, true = ("0", "1") if db.engine.dialect.name == "sqlite" else ("false", "true")
    common = {
        "edition_key": "'kz-2022-03-31'",
        "channel": "'portal'",
        "data": "'{}'",
        "created_by_id": "1",
        "created_at": moment(NOW),
        "submitted_at": moment(NOW),
        "version": "1",
    }
    tender = {
        "id": "i",
        "kind": "'tenders'",
        "draft_number": "'T-draft-' || i",
        "number": "'T-2026-' || (100000 + i)",
        "state": _STATE,
        "title": "'Выдача свидетельства на право временного вывоза культурных ценностей'",
        "is_public": true,
        **common,
    }
    filling.series("procedure", tender)
    assignment = {"kind": "'assignments'", "state": "'approved'", "title": "''", "is_public": false}
    numbers = {"id": str(SIZE + 1), "draft_number": "'DA-draft-1'", "number": "'DA-2026-000001'"}
    filling.series("procedure", numbers | assignment | common, "i = 1")
    filling.series(
        "design_assignment",
        {"id": str(SIZE + 1), "source_id": str(SIZE + 1), "assignment_version": "1", "mechanism": "'lease'"},
        "i = 1",
    )
    published, until = published_and_until(NOW, f"({SIZE} - i)")
    filling.series(
        "tender",
        {
            "id": "i",
            "assignment_id": str(SIZE + 1),
            "announcement": "1",
            "repeats": false,
            "published_at": published,
            "window": "1",
            "accepts_until": until,
            "extended": false,
            "object": "CASE i % 3 WHEN 0 THEN 'ici' ELSE 'ssp' END",
            "mechanism": f"CASE {_SPREAD} % 50 WHEN 7 THEN 'ppp' ELSE 'lease' END",
            "purpose": "'Государственная услуга в сфере культуры. ' || i",
            "ceiling_lease": "5000000000",
            "ceiling_service": "6000000000",
        },
    )
    for party, owner in (("integrator", ":integrator"), ("state_body", _CUSTOMER), ("authorised_body", ":authorised")):
        filling.series("procedure_party", {"procedure_id": "i", "party": f"'{party}'", "organisation_id": owner})
    filling.words(WORDS)
    settle()


def published_and_until(now: dt.datetime, place: str) -> tuple[str, str]:
    """When each was published, so many times 50 minutes ago as its place says, and the end of its acceptance at 24:00
    three weeks later, as the database counts."""
    back = f"{place} * {MINUTES}"
    if db.engine.dialect.name == "sqlite":
        start = now.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
        at = f"datetime('{start}', '-' || ({back}) || ' minutes')"
        return f"{at} || '.000000'", f"date({at}, '+21 days') || ' 19:00:00.000000'"
    at = f"({moment(now)} - ({back}) * INTERVAL '1 minute')"
    return at, f"date_trunc('day', {at} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + INTERVAL '21 days 19 hours'"
