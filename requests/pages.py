"""The kinds of the room that are shown on pages."""

from qyzmet.procedure.pages import kinds

from .assignment.pages import ASSIGNMENTS
from .proposal.pages import PROPOSALS
from .request.pages import REQUESTS


def register() -> None:
    """Show requests, proposals and design assignments."""
    for kind in (REQUESTS, PROPOSALS, ASSIGNMENTS):
        kinds.register(kind)
