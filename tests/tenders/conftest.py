"""The house of tenders for every test here. A property that takes long on a busy machine is not broken."""

import hypothesis

from tests.requests.conftest import house as house
from tests.tenders.house import tender_house as tender_house

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
