"""Which acts can be signed with an electronic digital signature, and which must be (H47)."""

from qyzmet.people.models import Organisation
from qyzmet.procedure import editions
from qyzmet.procedure.table import HEADS, Move

# A house rule: the paragraphs that we hold do not speak of electronic signatures.
RULE = "H47"


def can_be_signed(move: Move) -> bool:
    """Whether the act can be signed: one that binds, and of which it is recorded who took it."""
    return move.binds and not (move.sealed or move.anonymous)


def must_be_signed(move: Move, organisation: Organisation, edition_key: str) -> bool:
    """Whether the act is taken signed only: one that heads alone take, where edition or organisation say so."""
    if move.roles != HEADS or not can_be_signed(move):
        return False
    return organisation.must_sign or bool(editions.house_rule(RULE, edition_key))
