"""The rows of the Catalogue, as pages, files and the feed show them: one statement for however many there are."""

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from qyzmet.procedure.wording import language, state_word
from qyzmet.search import lists, rows
from qyzmet.search.lists import Statement
from qyzmet.translating import gettext as _

from ..entry import page, regions
from ..models import Service
from ..procedure.service import SERVICES

# So much of the description stands in a list.
SHOWN = 140


class ServiceRow(NamedTuple):
    """A service in the Catalogue; names are in the language of the page."""

    id: int
    number: str
    path: str
    name: str
    about: str
    state: str
    state_word: str
    tone: str
    kind: str
    recipient: str
    region: str
    customer: str
    customer_bin: str
    operator: str
    operator_bin: str
    supplier: str
    supplier_bin: str
    price_lease: Decimal | None
    price_service: Decimal | None
    entered_at: dt.datetime
    confirmed_on: dt.date


_ROWS = """
SELECT p.id, coalesce(p.number, p.draft_number), p.title, p.state, s.name_{language}, p.data,
  coalesce(k.name_{language}, s.kind_key), coalesce(r.name_{language}, s.recipient_key), s.region,
  c.name_{language}, c.bin, o.name_{language}, o.bin, u.name_{language}, u.bin,
  s.price_lease, s.price_service, coalesce(p.submitted_at, p.created_at), s.confirmed_on
FROM ({wanted}) AS wanted
JOIN procedure AS p ON p.id = wanted.id
JOIN service AS s ON s.id = wanted.id
LEFT JOIN classifier AS k ON k.classifier = 'kind' AND k.key = s.kind_key
LEFT JOIN classifier AS r ON r.classifier = 'recipient' AND r.key = s.recipient_key
LEFT JOIN procedure_party AS cp ON cp.procedure_id = wanted.id AND cp.party = 'state_body'
LEFT JOIN organisation AS c ON c.id = cp.organisation_id
LEFT JOIN procedure_party AS op ON op.procedure_id = wanted.id AND op.party = 'operator'
LEFT JOIN organisation AS o ON o.id = op.organisation_id
LEFT JOIN procedure_party AS up ON up.procedure_id = wanted.id AND up.party = 'supplier'
LEFT JOIN organisation AS u ON u.id = up.organisation_id
ORDER BY {order}"""
_COLUMNS = 19


def rows_of(statement: Statement, order: str) -> list[ServiceRow]:
    """The services whose ids the statement selects, ordered by its columns: `order` is SQL of this application."""
    sql = _ROWS.format(language=language(), wanted=statement.sql, order=order)
    words = {state: state_word(SERVICES, state) for state in SERVICES.states}
    return [_row(words, *tuple(each)) for each in lists.run(Statement(sql, statement.values), _COLUMNS)]


def _row(
    words: Mapping[str, str],
    key: int,
    number: str,
    title: str,
    state: str,
    name: str,
    data: Any,
    kind: str,
    recipient: str,
    region: str,
    *others: Any,
) -> ServiceRow:
    customer, customer_bin, operator, operator_bin, supplier, supplier_bin, lease, price, entered_at, confirmed = others
    return ServiceRow(
        id=key,
        number=number,
        path=f"/{Service.room}/{number}",
        name=name or title or _(page.SERVICES.untitled),
        about=_about(data),
        state=state,
        state_word=words[state],
        tone=page.TONES[state],
        kind=kind,
        recipient=recipient,
        region=regions.name_of(region, language()),
        customer=customer or "",
        customer_bin=customer_bin or "",
        operator=operator or "",
        operator_bin=operator_bin or "",
        supplier=supplier or "",
        supplier_bin=supplier_bin or "",
        price_lease=None if lease is None else Decimal(lease).scaleb(-2),
        price_service=None if price is None else Decimal(price).scaleb(-2),
        entered_at=rows.instant(entered_at),
        confirmed_on=confirmed if isinstance(confirmed, dt.date) else dt.date.fromisoformat(confirmed),
    )


def _about(data: Any) -> str:
    """What it does, in one line: the beginning of its description, up to a word."""
    entry = json.loads(data) if isinstance(data, str) else data
    said = entry.get("descriptions") or {}
    text = " ".join(str(said.get(language()) or said.get("kk") or "").split())
    if len(text) <= SHOWN:
        return text
    begun, _space, _rest = text[:SHOWN].rpartition(" ")
    return f"{begun or text[:SHOWN]}…"
