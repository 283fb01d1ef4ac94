"""The procedure of a design assignment (¶ 18, 19, 32, 42, 88; Law 7(33), 14(1)(8), 45(5); H7, H13), as data."""

from qyzmet.procedure.table import HEADS, PREPARERS, Move, Procedure, Term
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Party

from . import additions
from .additions import ADDING, ADDITION_MOVES, ADDITION_TERMS
from .assignment_states import APPROVED as APPROVED
from .assignment_states import CANCELLED as CANCELLED
from .assignment_states import CONSENTED as CONSENTED
from .assignment_states import DRAFT as DRAFT
from .assignment_states import PROPOSED as PROPOSED
from .assignment_states import SECURITY_AGREED as SECURITY_AGREED
from .operator_contract import CONTRACT_MOVES, CONTRACT_TERMS, DECIDE, SIGN_FIRST, SIGNING

# The acts that open the next version: what the one before had of consents and agreements no longer holds.
OPENINGS = frozenset({"object", "return", "amend", "reopen"})

# The terms of what is signed on an approved version, and of what follows where nothing comes of it.
_SIGNED_OR_DECIDED = (*SIGNING, DECIDE, *ADDING, additions.DECIDE)
_ON_THE_WAY = (PROPOSED, CONSENTED, SECURITY_AGREED)
_EVERYBODY = (
    Party.STATE_BODY,
    Party.INTEGRATOR,
    Party.AUTHORISED_BODY,
    Party.SECURITY_SERVICE,
    Party.OPERATOR,
    # Of an IC service that is developed without replacing its supplier: it signs an addition here (¶ 92, H51).
    Party.SUPPLIER,
)


def _agrees_security(by: Party, done: str) -> Move:
    recorded = by is Party.INTEGRATOR
    return Move(
        "agree_security",
        N_("Agree the information security"),
        from_=(CONSENTED,),
        to=SECURITY_AGREED,
        by=by,
        # The integrator records the paper of the State Technical Service.
        roles=PREPARERS if recorded else HEADS,
        binding=True,
        rule="Law 14(1)(8)",
        expected=not recorded,
        closes=("agree_security",),
        starts=("approve",),
        tells=_EVERYBODY,
        done=done,
    )


def _returns(by: Party, state: str, closes: str, rule: str, done: str) -> Move:
    return Move(
        "return",
        N_("Return the design assignment"),
        from_=(state,),
        to=DRAFT,
        by=by,
        rule=rule,
        # What the integrator records is the State Technical Service's word, for which everybody waits.
        expected=by is not Party.INTEGRATOR,
        closes=(closes,),
        starts=("revise",),
        tells=_EVERYBODY,
        done=done,
    )


ASSIGNMENTS = Procedure(
    kind="assignments",
    edition="kz-2022-03-31",
    title=N_("Design assignment for an IC service"),
    prefix="DA",
    starters=_EVERYBODY,
    parties=_EVERYBODY,
    states={
        DRAFT: N_("in development"),
        PROPOSED: N_("proposed"),
        CONSENTED: N_("consented"),
        SECURITY_AGREED: N_("security agreed"),
        APPROVED: N_("approved"),
        CANCELLED: N_("cancelled"),
    },
    first=DRAFT,
    last=frozenset({CANCELLED}),
    settled=frozenset({APPROVED}),
    stages=(APPROVED,),
    moves=(
        Move(
            "order",
            N_("Start the development of the design assignment"),
            from_=(DRAFT,),
            to=None,
            by=Party.AUTHORISED_BODY,
            rule="¶ 18",
            consequence=True,
            starts=("develop",),
            tells=_EVERYBODY,
            done=N_("ordered the creation of the IC service: the design assignment is to be developed"),
        ),
        Move(
            "save",
            N_("Write the design assignment"),
            from_=(DRAFT,),
            to=None,
            by=Party.INTEGRATOR,
            roles=PREPARERS,
            rule="¶ 19",
            prepares="propose",
            done=N_("wrote at the design assignment"),
        ),
        *hand_over_moves(Party.INTEGRATOR, (DRAFT,), "propose"),
        Move(
            "propose",
            N_("Propose the design assignment"),
            from_=(DRAFT,),
            to=PROPOSED,
            by=Party.INTEGRATOR,
            rule="¶ 18",
            closes=("develop", "revise"),
            starts=("consent",),
            tells=_EVERYBODY,
            done=N_("proposed the design assignment for approval"),
        ),
        Move(
            "consent",
            N_("Consent to the design assignment"),
            from_=(PROPOSED,),
            to=CONSENTED,
            by=Party.STATE_BODY,
            rule="H13",
            closes=("consent",),
            starts=("agree_security",),
            tells=_EVERYBODY,
            done=N_("consented to the design assignment"),
        ),
        Move(
            "object",
            N_("Object to the design assignment"),
            from_=(PROPOSED,),
            to=DRAFT,
            by=Party.STATE_BODY,
            rule="H13",
            closes=("consent",),
            starts=("revise",),
            tells=_EVERYBODY,
            done=N_("objected to the design assignment"),
        ),
        _agrees_security(Party.SECURITY_SERVICE, N_("agreed the information security")),
        _agrees_security(
            Party.INTEGRATOR, N_("recorded the State Technical Service's agreement on information security")
        ),
        _returns(
            Party.SECURITY_SERVICE,
            CONSENTED,
            "agree_security",
            "Law 14(1)(8)",
            N_("returned the design assignment: the information security is not agreed"),
        ),
        _returns(
            Party.INTEGRATOR,
            CONSENTED,
            "agree_security",
            "Law 14(1)(8)",
            N_("recorded that the State Technical Service does not agree the information security"),
        ),
        Move(
            "approve",
            N_("Approve the design assignment"),
            from_=(SECURITY_AGREED,),
            to=APPROVED,
            by=Party.AUTHORISED_BODY,
            rule="Law 7(33)",
            closes=("approve",),
            starts=("announce", SIGN_FIRST, *additions.BEGINNING),
            tells=_EVERYBODY,
            done=N_("approved the design assignment"),
        ),
        _returns(Party.AUTHORISED_BODY, SECURITY_AGREED, "approve", "Law 7(33)", N_("returned the design assignment")),
        Move(
            "amend",
            N_("Amend the design assignment"),
            from_=(*_ON_THE_WAY, APPROVED),
            to=DRAFT,
            by=Party.INTEGRATOR,
            roles=PREPARERS,
            rule="¶ 19",
            binding=True,
            expected=False,
            closes=("consent", "agree_security", "approve", "list_ppp", "announce", *_SIGNED_OR_DECIDED),
            starts=("revise",),
            tells=_EVERYBODY,
            done=N_("opened a new version of the design assignment; consent and approval no longer hold"),
        ),
        Move(
            "amend",
            N_("Amend the design assignment"),
            from_=(APPROVED,),
            to=DRAFT,
            by=Party.COMMISSION,
            rule="¶ 53-1",
            consequence=True,
            expected=False,
            closes=("list_ppp", "announce"),
            starts=("revise",),
            tells=_EVERYBODY,
            done=N_("decided that the design assignment is amended, as no bid came in: a new version is opened"),
        ),
        Move(
            "record_budget",
            N_("Record the paper of the budget body"),
            from_=(APPROVED,),
            to=None,
            by=Party.AUTHORISED_BODY,
            roles=PREPARERS,
            rule="¶ 32",
            binding=True,
            starts=("list_ppp", "announce"),
            tells=(Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY),
            done=N_("recorded the paper of the budget body"),
        ),
        Move(
            "list_ppp",
            N_("Enter the project in the list of PPP projects and approve the list"),
            from_=(APPROVED,),
            to=None,
            by=Party.AUTHORISED_BODY,
            rule="¶ 32",
            closes=("list_ppp",),
            starts=("announce",),
            tells=_EVERYBODY,
            done=N_("entered the project in the list of PPP projects and approved the list"),
        ),
        Move(
            "announced",
            N_("Announce the tender for the design assignment"),
            from_=(APPROVED,),
            to=None,
            by=Party.INTEGRATOR,
            rule="¶ 42",
            consequence=True,
            # An annulled approval takes the tender along, so it is in nobody's way.
            falls=True,
            expected=False,
            closes=("announce",),
            done=N_("announced the tender for this version of the design assignment"),
        ),
        Move(
            "cancel",
            N_("Cancel the design assignment"),
            from_=(DRAFT, *_ON_THE_WAY),
            to=CANCELLED,
            by=Party.AUTHORISED_BODY,
            rule="¶ 18",
            consequence=True,
            expected=False,
            closes=("develop", "revise", "consent", "agree_security", "approve"),
            tells=_EVERYBODY,
            done=N_("annulled the order of creation: the design assignment is cancelled"),
        ),
        Move(
            "end",
            N_("End the design assignment with its tender"),
            from_=(DRAFT, *_ON_THE_WAY, APPROVED),
            to=CANCELLED,
            by=Party.COMMISSION,
            rule="¶ 53-1",
            consequence=True,
            expected=False,
            tells=_EVERYBODY,
            done=N_("cancelled the creation of the IC service: the design assignment is cancelled with its tender"),
        ),
        *CONTRACT_MOVES,
        *ADDITION_MOVES,
    ),
    terms=(
        Term(
            "develop",
            N_("Develop the design assignment and propose it"),
            working_days=20,
            owner=Party.INTEGRATOR,
            rule="¶ 18",
            setting="¶ 18",
            note=N_(
                "The order prints this term as “20 (жиырма бес)”: the digits say 20, the words say twenty-five. "
                "An administrator has chosen which of the two is taken."
            ),
        ),
        Term("consent", N_("Consent or object"), 5, Party.STATE_BODY, "H7", "H7"),
        Term("agree_security", N_("Agree the information security"), 5, Party.SECURITY_SERVICE, "H7", "H7"),
        Term("approve", N_("Approve or return the design assignment"), 5, Party.AUTHORISED_BODY, "H7", "H7"),
        Term("revise", N_("Revise the design assignment and propose it again"), 5, Party.INTEGRATOR, "H7", "H7"),
        Term("list_ppp", N_("Enter the project in the list and approve the list"), 3, Party.AUTHORISED_BODY, "¶ 32"),
        Term(
            "announce",
            N_("Publish the announcement of the tender"),
            3,
            Party.INTEGRATOR,
            "¶ 42",
            note=N_(
                "From the approval of the design assignment; of a PPP project, from when it is approved and in the "
                "list with all three conditions. It ends with the publication, or with a material amendment that "
                "takes this version over."
            ),
        ),
        *CONTRACT_TERMS,
        *ADDITION_TERMS,
    ),
    without_term={
        APPROVED: N_(
            "The term of ¶ 42 runs until the announcement is published. None runs afterwards, nor once the operator's "
            "own contract (¶ 88) or the additions (¶ 92) are in force, nor before the papers of a PPP project have "
            "come: the bodies that give them are no party here."
        ),
    },
)
