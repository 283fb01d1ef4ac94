"""¶ 11: the three criteria of the opinion, what each means, and what each score says."""

from enum import StrEnum

from qyzmet.translating import lazy_gettext as _l


class Criterion(StrEnum):
    """¶ 11: the three criteria of the opinion."""

    EFFECTIVENESS = "effectiveness"
    FEASIBILITY = "feasibility"
    ABSENCE = "absence"


CRITERIA = {
    Criterion.EFFECTIVENESS: _l("Effectiveness"),
    Criterion.FEASIBILITY: _l("Feasibility"),
    Criterion.ABSENCE: _l("Absence of the same object or project"),
}
CRITERIA_MEANINGS = {
    Criterion.EFFECTIVENESS: _l(
        "Analysis of the normative acts that regulate the activity, at the stage of implementing the automation."
    ),
    Criterion.FEASIBILITY: _l(
        "Reaching the indicators of automation in conformity with the Requirements and the “БТ” (the order does not "
        "say what “БТ” is; probably the unified requirements)."
    ),
    Criterion.ABSENCE: _l(
        "No informatization object, no project already started and no IC service automates the same function."
    ),
}
# Whether a finding is the same function; None while a draft leaves it open.
SAME = {True: _l("the same function"), False: _l("not the same function"), None: _l("not judged yet")}
BEST = 5
# What each score says, from 0 to 5; a local scale, as the order prints none.
LEVELS_OF = {
    Criterion.EFFECTIVENESS: (
        _l("No act regulates the function"),
        _l("The acts have to be adopted anew before anything can be automated"),
        _l("Most steps need a change of the acts first"),
        _l("Some steps need a change of the acts; the others can be automated now"),
        _l("The acts allow the automation; small changes may follow"),
        _l("The acts describe every step, who takes it and its time; nothing has to be changed"),
    ),
    Criterion.FEASIBILITY: (
        _l("The indicators cannot be reached"),
        _l("The indicators can be reached only with means that nobody has"),
        _l("Important conditions are missing: data, integration or resources"),
        _l("It can be done, with risks that the design assignment must remove"),
        _l("It can be done with what there is; a few questions are open"),
        _l("It can be done with what there is; nothing is open"),
    ),
    Criterion.ABSENCE: (
        _l("A system in use automates the same function wholly"),
        _l("A project already started will automate the same function"),
        _l("An existing service could be developed to do it"),
        _l("Existing systems automate a large part of it"),
        _l("Existing systems automate a small part, which will be used or replaced"),
        _l("Nothing automates the same function"),
    ),
}
