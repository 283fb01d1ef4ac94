"""The rows of a list of tenders, as pages, files and feeds show them: one statement for however many there are."""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from qyzmet import clock
from qyzmet.procedure.kinds import tables_key
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.wording import language, state_word
from qyzmet.search import lists, rows
from qyzmet.search.lists import Statement
from qyzmet.translating import gettext as _

from ...deadlines.calendar import in_force as calendars
from ...deadlines.working_days import WorkingCalendar
from .. import kind, pages
from ..models import Tender
from ..rules.phases import Phase, phase_of

# So much of the purpose stands in a list.
SHOWN_OF_PURPOSE = 300


class TenderRow(NamedTuple):
    """A tender in a list. `days_left` counts working days after today up to the last day for bids; 0 on it.

    It is None for one that does not take bids.
    """

    id: int
    number: str
    path: str
    title: str
    state: str
    state_word: str
    tone: str
    phase: Phase
    announcement: int
    customer: str
    customer_bin: str
    object: str
    mechanism: str
    purpose: str
    ceiling_lease: Decimal | None
    ceiling_service: Decimal | None
    created_at: dt.datetime
    published_at: dt.datetime | None
    questions_until: dt.datetime | None
    accepts_until: dt.datetime | None
    paper_until: dt.datetime | None
    opening_at: dt.datetime | None
    days_left: int | None

    @property
    def last_day(self) -> dt.date | None:
        """The last day for bids: the one that ends at 24:00, where the acceptance does."""
        return None if self.accepts_until is None else clock.day_ending_at(self.accepts_until)


_ROWS = """
SELECT p.id, coalesce(p.number, p.draft_number), p.title, p.state, p.edition_key, t.announcement,
  o.name_{language}, o.bin, t.object, t.mechanism, substr(t.purpose, 1, {purpose}), t.ceiling_lease, t.ceiling_service,
  p.created_at, t.published_at, t.questions_until, t.accepts_until, t.paper_until,
  t.opening_at,
  (SELECT c.digest FROM calendar_change AS c ORDER BY c.id DESC LIMIT 1)
FROM ({wanted}) AS wanted
JOIN procedure AS p ON p.id = wanted.id
JOIN tender AS t ON t.id = wanted.id
LEFT JOIN procedure_party AS pp ON pp.procedure_id = wanted.id AND pp.party = 'state_body'
LEFT JOIN organisation AS o ON o.id = pp.organisation_id
ORDER BY {order}"""
_COLUMNS = 20


def rows_of(statement: Statement, order: str) -> list[TenderRow]:
    """The tenders whose ids the statement selects, ordered by its columns: `order` is plain SQL of this application."""
    sql = _ROWS.format(language=language(), wanted=statement.sql, purpose=SHOWN_OF_PURPOSE + 1, order=order)
    read = _Reading()
    return [read.row(*tuple(each)) for each in lists.run(Statement(sql, statement.values), _COLUMNS)]


class _Reading:
    """Makes rows of what was selected; words and the calendar are looked up once a page."""

    def __init__(self) -> None:
        self.now, self.today = clock.now(), clock.today()
        self.calendar: WorkingCalendar | None = None
        self.tables: dict[str, Table] = {}
        self.words: dict[tuple[str, str], str] = {}
        self.left: dict[dt.datetime, int] = {}

    def row(
        self,
        key: int,
        number: str,
        title: str,
        state: str,
        edition: str,
        announcement: int,
        customer: str | None,
        customer_bin: str | None,
        what: str,
        mechanism: str,
        purpose: str,
        ceiling_lease: int | None,
        ceiling_service: int | None,
        created_at: Any,
        published_at: Any,
        questions_until: Any,
        accepts_until: Any,
        paper_until: Any,
        opening_at: Any,
        digest: str,
    ) -> TenderRow:
        """One row."""
        until = rows.instant(accepts_until)
        phase = phase_of(state, until, self.now)
        return TenderRow(
            id=key,
            number=number,
            path=f"/{Tender.room}/{number}",
            title=title or _(pages.TENDERS.untitled),
            state=state,
            state_word=self._word(edition, state),
            tone=pages.TONES[state],
            phase=phase,
            announcement=announcement,
            customer=customer or "",
            customer_bin=customer_bin or "",
            object=what,
            mechanism=mechanism,
            purpose=_shortened(purpose),
            ceiling_lease=_amount(ceiling_lease),
            ceiling_service=_amount(ceiling_service),
            created_at=rows.instant(created_at),
            published_at=rows.instant(published_at),
            questions_until=rows.instant(questions_until),
            accepts_until=until,
            paper_until=rows.instant(paper_until),
            opening_at=rows.instant(opening_at),
            days_left=self._left(until, digest) if phase is Phase.ACCEPTING and until else None,
        )

    def _word(self, edition: str, state: str) -> str:
        word = self.words.get((edition, state))
        if word is None:
            table = self.tables.get(edition)
            if table is None:
                table = self.tables[edition] = kind.KIND.tables[tables_key(edition)]
            word = self.words[edition, state] = state_word(table, state)
        return word

    def _left(self, until: dt.datetime, digest: str) -> int:
        """What takes bids until one instant has as many days left."""
        if self.calendar is None:
            self.calendar = calendars.of_digest(digest)
        left = self.left.get(until)
        if left is None:
            left = self.left[until] = self.calendar.between(self.today, clock.day_ending_at(until))
        return left


def _amount(tiyn: int | None) -> Decimal | None:
    """Money as the database keeps it, in tenge."""
    return None if tiyn is None else Decimal(tiyn).scaleb(-2)


def _shortened(text: str) -> str:
    """The beginning of a long text, up to a word."""
    plain = " ".join(text.split())
    if len(plain) <= SHOWN_OF_PURPOSE:
        return plain
    begun, _space, _rest = plain[:SHOWN_OF_PURPOSE].rpartition(" ")
    return f"{begun or plain[:SHOWN_OF_PURPOSE]} …"
