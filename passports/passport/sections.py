"""The sections of a function passport, a local form. Pure."""

from qyzmet.procedure.form_sections import Section
from qyzmet.vocabulary import N_

STEPS_SECTION = 4
PARTS: tuple[Section, ...] = (
    Section(
        1,
        "",
        "",
        N_("Name and acts"),
        N_("What the function is called, and the acts that describe it, with the exact points."),
        ("names", "acts"),
    ),
    Section(
        2,
        "",
        "",
        N_("Provider and recipients"),
        N_("Who renders the service to whom, by which channels, in what form and for what fee."),
        ("provider", "recipients", "channels", "form", "fee", "contact"),
    ),
    Section(
        3,
        "",
        "",
        N_("Ground, documents and term"),
        N_("What it begins with, what the recipient gives, and the term that the act prints for the whole."),
        ("ground", "documents", "printed_term"),
    ),
    Section(
        STEPS_SECTION,
        "",
        "",
        N_("Steps, conditions and refusals"),
        N_(
            "In their order. After a step comes the next one of its channel; a condition leads by its two answers to a "
            "later step or to a refusal, which ends the way."
        ),
        ("steps",),
    ),
    Section(
        5,
        "",
        "",
        N_("Information systems and notes"),
        N_("The systems that are used today, and what a reader must know besides."),
        ("systems", "notes", "service"),
        may_be_empty=True,
    ),
)
