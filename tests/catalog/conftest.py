"""The house of tenders for every test here."""

from tests.requests.conftest import house as house
from tests.tenders.house import tender_house as tender_house
