"""The sections in which a programme is filled in, a local form: the Rules print none. Pure."""

from qyzmet.procedure.form_sections import Section
from qyzmet.vocabulary import N_


def _section(number: int, title: str, hint: str, *keys: str, may_be_empty: bool = True) -> Section:
    return Section(number, "", "", title, hint, keys, may_be_empty=may_be_empty)


SECTIONS: tuple[Section, ...] = (
    _section(
        1,
        N_("Passport of the programme"),
        N_("As it is printed, in the programme's own language. What is not printed stays empty."),
        *("kind", "title", "language", "act", "initiating_act", "basis", "amendments", "developer"),
        *("co_developers", "executor", "co_executors", "participants", "budgets", "control"),
        may_be_empty=False,
    ),
    _section(2, N_("Term and stages"), N_("A day, or a year alone."), "from", "to", "stages"),
    _section(
        3,
        N_("Goals, tasks and measures"),
        N_("With the numbers by which they are cited. They can be imported from a file, too."),
        "directions",
        "goals",
    ),
    _section(
        4, N_("Points that requests cite"), N_("Numbers of the text such as 5.1.2, with what stands there."), "points"
    ),
    _section(5, N_("Indicators"), N_("An indicator whose values are not held is named without them."), "indicators"),
    _section(
        6,
        N_("Money"),
        N_("In the programme's own currency and unit. What does not add up is entered as it is printed."),
        *("currency", "unit", "financing"),
    ),
    _section(
        7,
        N_("What the text says once more"),
        N_("Where the text repeats tasks or money of the passport: both are compared."),
        "text",
    ),
    _section(8, N_("Sub-programmes"), N_("Each with a passport of its own."), "sub_programmes"),
    _section(
        9,
        N_("Reports"),
        N_("Who reports to whom, how often, by which day. Without a day no term is made."),
        "reports",
    ),
    _section(
        10,
        N_("Annexes and documents"),
        N_("Annexes that the text names, held or not."),
        "annexes",
        "documents",
        "remarks",
    ),
)
