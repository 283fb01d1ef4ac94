import re
from tests.signing_in import sign_in, post
from tests.tenders import bidding
from qyzmet.tenders import sealed_bids

def test_pages(app, client, tender_house, set_clock):
    tender = tender_house.published()
    browser = sign_in(client, tender_house["supplier1_head"])
    page = browser.get(tender.path + "/bid")
    assert page.status_code == 200, page.text
    made = post(browser, tender.path + "/bid")
    path = made.headers["Location"]
    assert path.startswith("/tenders/B-")
    for sub in ("", "/section/1", "/section/2", "/section/3", "/section/4", "/check"):
        a = browser.get(path + sub)
        assert a.status_code == 200, (sub, a.text)
    b = bidding.submitted(tender_house, tender)
    for sub in ("", "/receipt", "/act/replace", "/act/withdraw"):
        a = browser.get(b.path + sub)
        assert a.status_code == 200, (sub, a.text)
        if sub == "/act/replace":
            print(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", a.text))[:3000])
    assert client.get("/tenders/receipt?hash=" + "a"*64).status_code == 200
    browser = sign_in(app.test_client(), tender_house["integrator_clerk"])
    a = browser.get(tender.path + "/envelopes")
    assert a.status_code == 200, a.text
    a = post(browser, tender.path + "/envelopes", {"received_at": "2026-03-02T09:00:00+05:00", "carrier": "paper"})
    assert a.status_code == 302, a.text
    a = browser.get(tender.path + "/envelopes")
    assert "E-" in a.text
    bidding.closed(tender_house, tender, set_clock)
    bidding.opened(tender_house, tender)
    a = browser.get(b.path)
    assert a.status_code == 200, a.text
    e = re.search(r"/envelopes/(E-[0-9A-Z]+)", browser.get(tender.path + "/envelopes").text)[1]
    a = browser.get(tender.path + "/envelopes/" + e)
    assert a.status_code == 200, a.text
