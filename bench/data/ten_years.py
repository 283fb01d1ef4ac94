"""100,000 procedures of ten years for bench/statistics.py, with the steps that were done in them, bids and services."""

import datetime as dt

from bench.data.requests import OTHERS, Filling, moment, settle
from qyzmet import clock
from qyzmet.database import db

SIZE = 100_000
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.ALMATY)
_MINUTES = 50
# Of ten procedures three are requests, two design assignments, four tenders and one a service.
_KIND = (
    "CASE WHEN i % 10 < 3 THEN 'requests' WHEN i % 10 < 5 THEN 'assignments'"
    " WHEN i % 10 < 9 THEN 'tenders' ELSE 'services' END"
)
_TENDER = "i % 10 BETWEEN 5 AND 8"
_STATE = (
    "CASE WHEN i % 10 < 3 THEN CASE i % 4 WHEN 0 THEN 'refused' ELSE 'creation_ordered' END"
    " WHEN i % 10 < 5 THEN 'approved'"
    " WHEN i % 10 < 9 THEN CASE i % 7 WHEN 0 THEN 'reannounced' WHEN 1 THEN 'published' ELSE 'contracted' END"
    " ELSE 'active' END"
)
# The steps that were done in a procedure of each kind: term, owner, days, and to which procedures they belong.
_STEPS = (
    ("opinion", "integrator", 15, "i % 10 < 3"),
    ("decide", "authorised_body", 3, "i % 10 < 3"),
    ("order_creation", "authorised_body", 3, "i % 10 < 3 AND i % 4 > 0"),
    ("develop", "integrator", 20, "i % 10 IN (3, 4)"),
    ("consent", "state_body", 5, "i % 10 IN (3, 4)"),
    ("approve", "authorised_body", 5, "i % 10 IN (3, 4)"),
    ("consent_to_announce", "state_body", 1, _TENDER),
    ("set_commission", "state_body", 15, _TENDER),
    ("open_bids", "commission", 1, f"{_TENDER} AND i % 7 > 1"),
    ("examine", "commission", 10, f"{_TENDER} AND i % 7 > 1"),
    ("sign_service_customer", "state_body", 10, f"{_TENDER} AND i % 7 > 1"),
    ("confirm", "state_body", 126, "i % 10 = 9"),
)
_CUSTOMER = f":first_other + (i / 10) % {OTHERS}"


def fill(organisations: dict[str, int]) -> None:
    """Put everything into the database by SQL."""
    filling = Filling({"size": SIZE, **organisations})
    false, true = ("0", "1") if db.engine.dialect.name == "sqlite" else ("false", "true")
    began = _back(NOW, f"({SIZE} - i) * {_MINUTES}")
    common = {
        "edition_key": "'kz-2022-03-31'",
        "channel": "'portal'",
        # As long as a request is: what counts does not read it.
        "data": f'\'{{"purpose":"{"ұзақ мәтін " * 200}"}}\'',
        "created_by_id": "1",
        "created_at": moment(NOW),
        "version": "1",
    }
    filling.series(
        "procedure",
        {
            "id": "i",
            "kind": _KIND,
            "draft_number": "'draft-' || i",
            "number": "'N-' || i",
            "state": _STATE,
            "title": "'Выдача свидетельства на право временного вывоза культурных ценностей'",
            "is_public": f"CASE WHEN i % 10 < 5 THEN {false} ELSE {true} END",
            "submitted_at": began,
            **common,
        },
    )
    requests = {"id": "i", "scans": "'[]'"}
    filling.series("automation_request", requests, "i % 10 < 3")
    assignment = {"id": "i", "source_id": "i - i % 10", "assignment_version": "1", "mechanism": "'lease'"}
    filling.series("design_assignment", assignment, "i % 10 IN (3, 4) AND i >= 10")
    filling.series(
        "tender",
        {
            "id": "i",
            "assignment_id": "i - i % 10 + 3",
            "announcement": "1",
            "repeats": false,
            "published_at": began,
            "window": "1",
            "opened_at": f"CASE i % 7 WHEN 1 THEN NULL ELSE {began} END",
            "extended": false,
            "object": "'ssp'",
            "mechanism": "'lease'",
            "purpose": "'Государственная услуга в сфере культуры. ' || i",
            "ceiling_lease": "5000000000",
            "ceiling_service": "6000000000",
        },
        f"{_TENDER} AND i >= 10",
    )
    filling.series(
        "service",
        {
            "id": "i",
            "object": "'ssp'",
            "mechanism": "'lease'",
            "kind_key": "'kind' || (i / 10 % 8)",
            "recipient_key": "'citizens'",
            "region": "''",
            "name_kk": "''",
            "name_ru": "''",
            "name_en": "''",
            "confirmed_on": "'2026-01-01'" if true == "1" else "DATE '2026-01-01'",
            "entry_version": "1",
        },
        "i % 10 = 9",
    )
    _put_bids(filling, common, began, false)
    for party, owner in (("integrator", ":integrator"), ("state_body", _CUSTOMER), ("authorised_body", ":authorised")):
        filling.series("procedure_party", {"procedure_id": "i", "party": f"'{party}'", "organisation_id": owner})
    for place, (term, owner, days, where) in enumerate(_STEPS):
        _put_steps(filling, term, owner, days, place, where, false)
    settle()


def _put_bids(filling: Filling, common: dict[str, str], began: str, false: str) -> None:
    """Of the opened tenders some have no bid, most one, and some two; the first is chosen."""
    for place, where in enumerate((f"{_TENDER} AND i % 7 > 1 AND i >= 10", f"{_TENDER} AND i % 7 = 3 AND i >= 10")):
        of = f"i + {SIZE * (place + 1)}"
        state = "'winner'" if place == 0 else "'not_chosen'"
        numbers = {"id": of, "kind": "'bids'", "draft_number": f"'bid-' || ({of})", "number": f"'B-' || ({of})"}
        row = {**numbers, "state": state, "title": "''", "is_public": false, "submitted_at": began, **common}
        filling.series("procedure", row, where)
        bid = {"id": of, "tender_id": "i", "price_lease": "4000000000 + i", "price_service": "5500000000 + i"}
        filling.series(
            "bid", {**bid, "received_at": began, "receipt_hash": "''", "receipt_salt": "''", "reason": "''"}, where
        )


def _put_steps(filling: Filling, term: str, owner: str, days: int, place: int, where: str, false: str) -> None:
    organisation = {
        "integrator": ":integrator",
        "authorised_body": ":authorised",
        "state_body": _CUSTOMER,
        "commission": "NULL",
    }[owner]
    event = f"({SIZE} - i) * {_MINUTES} - {place * 40_000}"
    took = f"1 + (i * 7 + {place}) % {days + 2}"
    filling.series(
        "deadline",
        {
            "procedure_id": "i",
            "term": f"'{term}'",
            "rule": "'H1'",
            "owner": f"'{owner}'",
            "owner_organisation_id": organisation,
            "event_at": _back(NOW, event),
            "event_on": moment(NOW) if false == "false" else "'2026-01-01'",
            "working_days": str(days),
            "starts_on": moment(NOW) if false == "false" else "'2026-01-01'",
            "due_on": moment(NOW) if false == "false" else "'2026-01-01'",
            "due_at": _back(NOW, f"{event} - {days * 1440}"),
            "provisional": false,
            "calendar_version": "1",
            "state": "'closed'",
            "closed_at": _back(NOW, f"{event} - ({took}) * 1440"),
            "took": took,
            "failures": "0",
        },
        where,
    )


def _back(now: dt.datetime, minutes: str) -> str:
    """The instant so many minutes before now, as the database counts."""
    if db.engine.dialect.name == "sqlite":
        start = now.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
        return f"datetime('{start}', (-({minutes})) || ' minutes') || '.000000'"
    return f"({moment(now)} - ({minutes}) * INTERVAL '1 minute')"
