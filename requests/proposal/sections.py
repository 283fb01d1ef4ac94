"""The sections of a proposal. Annex 2 is not printed in the order, so this is a local form. Pure."""

from qyzmet.procedure.form_sections import Section
from qyzmet.vocabulary import N_

PARTS: tuple[Section, ...] = (
    Section(
        1,
        "",
        "",
        N_("The state function"),
        N_("The state body whose function it is, and the function that is to be automated (¶ 8)."),
        ("state_body", "function"),
    ),
    Section(
        2,
        "",
        "",
        N_("The proposal and its results"),
        N_("What is proposed, and what the automation changes: the integrator assesses it on three criteria (¶ 11)."),
        ("description", "results"),
    ),
    Section(
        3,
        "",
        "",
        N_("Existing solution and price"),
        N_("A product that exists already, if there is one, and an estimate of the price."),
        ("existing_solution", "price_estimate"),
        may_be_empty=True,
    ),
    Section(4, "", "", N_("Contacts"), N_("The responsible persons of the proposer."), ("contacts",)),
    Section(
        5,
        "",
        "",
        N_("Documents"),
        N_("What supports the proposal: descriptions, certificates, references."),
        ("documents",),
        may_be_empty=True,
    ),
)
