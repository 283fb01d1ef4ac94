"""The sections of a bid. Annex 4 is not printed in the order, so this is a local form. Pure."""

from qyzmet.procedure.form_sections import Section
from qyzmet.vocabulary import N_

PARTS: tuple[Section, ...] = (
    Section(
        1,
        "",
        "",
        N_("Prices"),
        N_("The price of the lease and the price of the IC service, for the whole term of the contract."),
        ("price_lease", "price_service"),
    ),
    Section(
        2,
        "",
        "",
        N_("The group"),
        N_("One bid a supplier, alone or in a group (H39, house rule): a member of a group cannot bid again."),
        ("group",),
        may_be_empty=True,
    ),
    Section(
        3,
        "",
        "",
        N_("Statements and documents"),
        N_("The Law says who qualifies (Law 45-2). A statement without a document may be a ground of rejection."),
        ("statements",),
    ),
    Section(
        4,
        "",
        "",
        N_("Answers by the criteria"),
        N_("The Commission scores these answers by the criteria of the design assignment (¶ 19)."),
        ("answers",),
    ),
)

# What a member of the group reads of a bid before it joins (H39).
FOR_MEMBERS = PARTS[:2]
