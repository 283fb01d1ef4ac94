"""The public register of running procedures: a row for each need that everybody may see, and the words it is found by.

A row holds nothing that is not public. Which needs have one, and what it says, is decided in keeping.py.
"""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import Key, Model, UTCDateTime
from qyzmet.search.models import Bytewise


class Need(Model):
    """A request or proposal that was agreed to, or a development that was decided, and where the whole of it stands."""

    __tablename__ = "need_under_way"
    __table_args__ = (
        Index("ix_need_under_way_agreed_at_id", "agreed_at", "id"),
        Index("ix_need_under_way_ended_agreed_at_id", "ended", "agreed_at", "id"),
        Index("ix_need_under_way_since_id", "since", "id"),
        Index("ix_need_under_way_stage_agreed_at_id", "stage", "agreed_at", "id"),
        Index("ix_need_under_way_where_id", "where_id"),
    )

    # The request's, the proposal's or the development's.
    id: Mapped[int] = mapped_column(Key, ForeignKey("procedure.id"), primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(32))
    # It stands in the Catalogue, or its creation was cancelled.
    ended: Mapped[bool] = mapped_column()
    # ¶ 13: when the authorised body agreed; of a development, when the last of four signed (H32). And since when it
    # stands where it stands.
    agreed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    since: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # The procedure in which it stands, whose terms run; none once it has ended.
    where_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"))


class NeedWord(Model):
    """A stem of a need's number or name. Search by all words of a request would tell of texts that are not public."""

    __tablename__ = "need_word"
    __table_args__ = (
        Index("ix_need_word_procedure_id_word", "procedure_id", "word"),
        {"sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(Bytewise, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(Key, ForeignKey("procedure.id"), primary_key=True, autoincrement=False)
