"""Filling in a programme: what is saved may be incomplete, and what lists show follows it."""

from collections.abc import Mapping
from typing import Any

from qyzmet.documents import service as documents
from qyzmet.procedure.actions import Action

from ..models import Programme
from ..rules.term import years

_TITLE_LENGTH = 300


def after_save(programme: Programme) -> None:
    """The title, the kind, the years and the documents that the data name."""
    keep_facts(programme)
    named = list(_documents(programme.data))
    documents.adopt(programme, named)
    if programme.submitted_at is None:
        documents.let_go(programme, named)


def keep_facts(programme: Programme) -> None:
    """What lists show and ask for."""
    programme.title = " ".join(str(programme.data.get("title") or "").split())[:_TITLE_LENGTH]
    programme.programme_kind = str(programme.data.get("kind") or "")
    programme.first_year, programme.last_year = years(programme.data)


def _documents(data: Mapping[str, Any]) -> list[str]:
    subs = [each for sub in data.get("sub_programmes") or () for each in _documents(sub)]
    return [*(str(each) for each in data.get("documents") or ()), *subs]


SAVE = Action("save")
