"""¶ 11: who sees an opinion: its draft is the integrator's own paper until it is given."""

from qyzmet import context, rights
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import Party

from ..models import Filed, Opinion


def may_see_draft(filed: Filed) -> bool:
    """A draft of the opinion is the integrator's own paper until it is given; an auditor reads all."""
    return rights.works_for(context.actor(), filed, Party.INTEGRATOR)


def visible(filed: Filed) -> Opinion | None:
    """The standing opinion, as far as the actor may see it."""
    return filed.opinion if may_see_draft(filed) else filed.given_opinion


def hides_work_on_it(filed: Filed, act: Act) -> bool:
    """Whether the reader is not shown what the integrator does on the way to its opinion: that is its own affair."""
    return not may_see_draft(filed)


def standing(filed: Filed) -> Opinion:
    """The opinion that a rule, or the act that gave it, has shown to be there. Raises LookupError."""
    if filed.opinion is None:
        raise LookupError(f"{filed.public_number} has no opinion that stands")
    return filed.opinion
