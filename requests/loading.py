"""The request of an address, for those who may know of it."""

from werkzeug.exceptions import NotFound

from . import service
from .models import AutomationRequest


def load(number: str) -> AutomationRequest:
    """The request; 404 for one that is not there and for one that the caller may not know of."""
    found = service.by_number(number)
    if found is None:
        raise NotFound
    return found
