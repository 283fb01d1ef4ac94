"""The parties of a request, and an authority whose certificates the application takes."""

from collections.abc import Iterator

import pytest

from qyzmet.config import Settings
from tests.api.conftest import world as world
from tests.requests.conftest import house as house
from tests.signatures.acts import keys
from tests.tenders.conftest import tender_house as tender_house


@pytest.fixture
def authority(settings: Settings) -> Iterator[None]:
    """Signatures are taken: the authority of the tests is trusted."""
    with keys.trusted(settings.signature_roots):
        yield
