"""The sections of a proposal. Annex 2 is not printed in the order, so this is a local form. Pure."""

from dataclasses import dataclass

from qyzmet.vocabulary import N_


@dataclass(frozen=True)
class Part:
    """A section of the local form, in the shape of a row of Annex 1; nothing of it is printed anywhere."""

    number: int
    title: str
    hint: str
    keys: tuple[str, ...]
    official: str = ""
    official_hint: str = ""
    # A section that may stay empty is complete.
    may_be_empty: bool = False


PARTS: tuple[Part, ...] = (
    Part(
        1,
        N_("The state function"),
        N_("The state body whose function it is, and the function that is to be automated (¶ 8)."),
        ("state_body", "function"),
    ),
    Part(
        2,
        N_("The proposal and its results"),
        N_("What is proposed, and what the automation changes: the integrator assesses it on three criteria (¶ 11)."),
        ("description", "results"),
    ),
    Part(
        3,
        N_("Existing solution and price"),
        N_("A product that exists already, if there is one, and an estimate of the price."),
        ("existing_solution", "price_estimate"),
        may_be_empty=True,
    ),
    Part(4, N_("Contacts"), N_("The responsible persons of the proposer."), ("contacts",)),
    Part(
        5,
        N_("Documents"),
        N_("What supports the proposal: descriptions, certificates, references."),
        ("documents",),
        may_be_empty=True,
    ),
)
