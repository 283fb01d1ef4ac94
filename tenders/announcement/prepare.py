"""Preparing an announcement (¶ 42): it begins once the design assignment can be tendered, and waits where it cannot any
more. Nothing here commits.

The term of ¶ 42 runs on the design assignment; announcing again with an unchanged one has a term of its own (H44).
"""

from qyzmet.procedure import engine
from qyzmet.procedure.models import Act

from ..models import Tender
from . import ask_consent


def prepare(tender: Tender, cause: Act) -> None:
    """¶ 42: the announcement is to be prepared from now on; a complete one is put before the customer at once."""
    _begin(tender, "prepare", cause)


def prepare_again(tender: Tender, cause: Act) -> None:
    """H44: the same for the next announcement with the same design assignment."""
    _begin(tender, "prepare_again", cause)


def _begin(tender: Tender, action: str, cause: Act) -> None:
    engine.follow(tender, action, cause, {"assignment": tender.assignment.public_number})
    ask_consent.ask_where_complete(tender, cause)


def wait(tender: Tender, cause: Act) -> None:
    """It waits for the design assignment from now on, and its terms end; nothing happens where it waits already."""
    if not ask_consent.waits(tender):
        engine.follow(tender, "wait", cause, {"assignment": tender.assignment.public_number})
