"""The sections of a development request (¶ 90), a local form. Pure."""

from qyzmet.procedure.form_sections import Section
from qyzmet.vocabulary import N_

PARTS: tuple[Section, ...] = (
    Section(
        1,
        "",
        "",
        N_("What is to be developed"),
        N_("What the service is to do that it does not do now, and why (¶ 90)."),
        ("need", "grounds"),
    ),
    Section(
        2,
        "",
        "",
        N_("Documents"),
        N_("What supports the need."),
        ("documents",),
        may_be_empty=True,
    ),
)
