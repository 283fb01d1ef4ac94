"""The procedure's words for people: states, who may take a move, what an act did. All translated."""

from qyzmet import translating
from qyzmet.people.models import Organisation
from qyzmet.procedure.editions import FIRST_EDITION
from qyzmet.procedure.models import Edition, Procedure
from qyzmet.procedure.table import Move, Term
from qyzmet.procedure.table import Procedure as Table
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES
from qyzmet.web import formats


def language() -> str:
    """The language that is being written in: kk, ru or en."""
    return translating.language() or "en"


def state_word(table: Table, state: str) -> str:
    """A state as people read it."""
    return _(table.states[state])


def name_of(organisation: Organisation | None) -> str:
    """An organisation's name in the language being written in."""
    return "" if organisation is None else organisation.name(language())


def who_may(move: Move, procedure: Procedure | None = None) -> str:
    """Who takes a move: the roles and whose, with the organisation's name where the procedure knows it."""
    roles = ", ".join(map(_, move.takers))
    organisation = procedure.party(move.by) if procedure is not None else None
    party = _(PARTY_TITLES[move.by])
    if organisation is not None:
        party = f"{party} ({name_of(organisation)})"
    return f"{party}: {roles}"


def term_title(table: Table, key: str) -> str:
    """What a term is for."""
    return _(table.term(key).title)


def in_force_words(edition: Edition) -> str:
    """From when an edition is in force, to stand in brackets.

    The first one is in force ten calendar days after its first official publication (item 4 of order No. 101/НҚ), and
    that day is not held: what is known is the day on which it was signed and registered.
    """
    day = formats.date(edition.in_force_from, formats.language())
    if edition.key == FIRST_EDITION:
        return _(
            "signed and registered on %(day)s, in force ten calendar days after its first official publication, a date "
            "that is not held",
            day=day,
        )
    return _("in force from %(day)s", day=day)


def rule_words(term: Term) -> str:
    """The paragraph, or the house rule with the word that says it is not the law."""
    return formats.cited(term.rule)
