"""The sections in which the integrator keeps an entry (Law 12(19)); description and prices are the operator's. Pure."""

from qyzmet.procedure.form_sections import Section
from qyzmet.vocabulary import N_

SECTIONS: tuple[Section, ...] = (
    Section(
        1,
        "",
        "",
        N_("Name and classification"),
        N_("By kind and recipient it is listed and found (Law 46)."),
        ("names", "kind", "recipient"),
    ),
    Section(
        2,
        "",
        "",
        N_("How to get it"),
        N_("For those who want to use it: where they apply, and whom they ask."),
        ("how_to_get", "support", "service_level", "security_class"),
    ),
    Section(
        3,
        "",
        "",
        N_("Integrations and relations"),
        N_("With what it exchanges data, and how it stands to other services of the Catalogue."),
        ("integrations", "relations"),
        may_be_empty=True,
    ),
    Section(
        4,
        "",
        "",
        N_("Documents of the service"),
        "",
        ("documents",),
        may_be_empty=True,
    ),
)
