"""What search looks into: the words of each procedure, and the legal acts that it cites (docs/search.md)."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import Key, Model

# By code points on both databases, so that the words with a common beginning stand together.
Bytewise = String(40).with_variant(String(40, collation="C"), "postgresql")
LONGEST_KEY = 200


class SearchWord(Model):
    """A stem that stands in a procedure's texts; those with one word lie together, by procedure."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_procedure_id_word", "procedure_id", "word"),
        {"sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(Bytewise, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(Key, ForeignKey("procedure.id"), primary_key=True, autoincrement=False)


class CitedAct(Model):
    """A legal act that a procedure rests on, by a key that does not depend on how it was written."""

    __tablename__ = "cited_act"
    __table_args__ = (Index("ix_cited_act_procedure_id", "procedure_id"), {"sqlite_with_rowid": False})

    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    procedure_id: Mapped[int] = mapped_column(Key, ForeignKey("procedure.id"), primary_key=True, autoincrement=False)


class SearchTrigram(Model):
    """Three letters that follow one another in a word of a forgiving kind: words with many in common are spelled alike.

    A word stays when the last procedure that had it has it no more: it then finds nothing.
    """

    __tablename__ = "search_trigram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    trigram: Mapped[str] = mapped_column(Bytewise, primary_key=True)
    word: Mapped[str] = mapped_column(Bytewise, primary_key=True)
