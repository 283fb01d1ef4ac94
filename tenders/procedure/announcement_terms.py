"""The terms of a tender from its draft to the opening (¶ 36, 42, 47; H3, H21), as data."""

from qyzmet.procedure.table import Term
from qyzmet.vocabulary import N_, Party

ANNOUNCEMENT_TERMS: tuple[Term, ...] = (
    Term(
        "announce",
        N_("Publish the announcement"),
        3,
        Party.INTEGRATOR,
        "¶ 42",
        note=N_(
            "The term runs from the approval of the design assignment. For a tender that is announced again the Rules "
            "name no term: the same three working days run from the Commission's decision, or from the approval where "
            "the design assignment is amended first."
        ),
    ),
    Term(
        "consent_to_announce",
        N_("Consent to the announcement or decline"),
        3,
        Party.STATE_BODY,
        "¶ 42",
        note=N_("The Rules name no term of its own: consent belongs to the same three working days."),
    ),
    Term(
        "accept_bids",
        N_("Acceptance of bids"),
        15,
        Party.INTEGRATOR,
        "¶ 47",
        at_end="close",
        note=N_("Time itself ends the acceptance: at 24:00 of the last day nobody has to do anything."),
    ),
    Term(
        "set_commission",
        N_("Set up the Commission"),
        15,
        Party.STATE_BODY,
        "¶ 36",
        note=N_("No later than the day on which the acceptance of bids ends, so it ends with it."),
    ),
    Term(
        "answer",
        N_("Answer the suppliers' questions"),
        5,
        Party.INTEGRATOR,
        "H21",
        "H21",
        note=N_("The oldest question that has no answer. The latest possible one is due on the last day for bids."),
    ),
    Term(
        "open_bids",
        N_("Open the bids"),
        1,
        Party.COMMISSION,
        "H3",
        "H3",
        note=N_("Counted from the last day of acceptance; the opening may begin at 10:00."),
    ),
)
