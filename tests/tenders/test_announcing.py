"""¶ 42, 47: an announcement from its draft to the end of acceptance."""

from qyzmet import clock
from qyzmet.tenders import announcement


def test_publication_opens_the_window(tender_house):
    """Publishing fixes version, key and dates in one act, and makes the tender public."""
    tender = tender_house.published()
    window = announcement.window_of(tender)
    assert (tender.state, tender.is_public, tender.window) == ("published", True, 1)
    assert clock.almaty(window.accepts_until).isoformat() == "2026-03-28T00:00:00+05:00"
    assert tender.frozen.number == 1
    assert tender.seal_public
