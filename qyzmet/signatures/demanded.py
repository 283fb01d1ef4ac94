"""Which acts can be signed with an electronic digital signature, and which must be (H47)."""

from collections.abc import Mapping

from qyzmet.people.models import Membership, Organisation
from qyzmet.procedure import editions
from qyzmet.procedure.table import HEADS, Move
from qyzmet.signatures.checking import Right
from qyzmet.vocabulary import N_, Role

# A house rule: the paragraphs that we hold do not speak of electronic signatures.
RULE = "H47"
# Whether the first head's key alone signs what heads take.
FIRST_HEAD = "H53"


# With which key, as people call it.
KEYS: Mapping[Right, str] = {
    Right.HEAD: N_("the key of the organisation's first head"),
    Right.SIGN: N_("the key of the organisation's first head, or one with the right to sign"),
    Right.EMPLOYEE: N_("your key as an employee of the organisation"),
}


def can_be_signed(move: Move) -> bool:
    """Whether the act can be signed: one that binds or is signed all the same, and of which it is recorded who took it.

    Who asks an anonymous question (H21) is kept nowhere, and a signature names its signer: it is not signed.
    """
    return (move.binds or move.signable) and not move.anonymous


def must_be_signed(move: Move, organisation: Organisation, edition_key: str) -> bool:
    """Whether the act is taken signed only: one that heads alone take, where edition or organisation say so."""
    if move.roles != HEADS or not can_be_signed(move):
        return False
    return organisation.must_sign or bool(editions.house_rule(RULE, edition_key))


def right_for(move: Move, role: Membership, edition_key: str) -> Right:
    """What the certificate must say of its owner, by the role in which the act is taken.

    Heads bind their organisation: as its first head, or with a right to sign for it. Where H53 wants the first head
    alone, who acts for the head goes on by a right to sign. All others, those with a seat in a Commission among them,
    sign as employees.
    """
    if role.role is not Role.HEAD or move.seats:
        return Right.EMPLOYEE
    first_alone = bool(editions.house_rule(FIRST_HEAD, edition_key)) and role.acting_for_id is None
    return Right.HEAD if first_alone else Right.SIGN
