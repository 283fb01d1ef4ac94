"""A question that is put beside each row of a list: is there such a row of another table?

PostgreSQL may rather gather all such rows first and look into that heap: all procedures of a large office, all that was
ever handed over, anew for each page. Where little is looked at, each row is looked up by its index instead.
"""

from typing import Any

from sqlalchemy import Exists, Select, literal_column

from qyzmet.database import db


def is_beside(question: Select[Any]) -> Exists:
    """The condition that the question has an answer, looked up for each row by which it is asked."""
    # PostgreSQL leaves a question with an offset as it stands; SQLite looks up in any case.
    if db.engine.dialect.name == "postgresql":
        question = question.offset(literal_column("0"))
    return question.exists()
