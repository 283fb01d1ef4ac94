"""What comes on paper, and what suppliers propose, in a real browser: scans, a return, a customer who joins."""

import datetime as dt
import re
from pathlib import Path

import pytest

from qyzmet.demo import matter
from qyzmet.requests.proposal import sections
from qyzmet.requests.request import sample
from tests.browser.systems import Systems
from tests.browser.visitor import Visitor

MISSING = "Нет числа документов по данным учёта за последний год."
MENDED = "В рабочие дни, 3,4 заявления в день по журналу учёта за последний год"
ON_A_PAGE = [("ru", 1280, True), ("kk", 360, False)]
IDS = ["ru", "kk-phone-no-scripts"]


def number_on(visitor: Visitor) -> str:
    """The number of the procedure whose page it is."""
    found = re.search(r"/requests/([A-Z]{2}-[\w-]+)", visitor.page.url)
    assert found is not None, visitor.page.url
    return found[1]


@pytest.mark.parametrize("visitor", ON_A_PAGE, indirect=True, ids=IDS)
def test_a_paper_is_registered_returned_and_filed_again(visitor: Visitor, systems: Systems, pdf: Path, disguised: Path):
    """H12, H20: a clerk registers it with its scans; it is returned as incomplete once, mended and filed again."""
    visitor.open("/")
    visitor.play("state_body_clerk")
    visitor.press("main a[href='/requests/new/paper-request']")
    day = systems.today() - dt.timedelta(days=1)
    visitor.fill({"received_on": f"{day:%d.%m.%Y}"})
    visitor.attach("scans-0", disguised)
    visitor.press("main .govuk-button-group button:not([name])")
    assert visitor.marked() == ["scans-0"], "a ZIP that is named .pdf is not taken"
    assert visitor.page.locator("main [name='received_on']").input_value() == f"{day:%d.%m.%Y}"
    visitor.attach("scans-0", pdf)
    visitor.press("main button[name='add'][value='scans']")
    assert pdf.name in visitor.text(), "a file that came along is kept, whichever button was pressed"
    visitor.attach("scans-1", pdf)
    visitor.press("main .govuk-button-group button:not([name])")
    draft = number_on(visitor)
    systems.call("state_body_clerk", f"/requests/{draft}/save", {"data": sample.REQUEST})
    visitor.open(f"/requests/{draft}/check")
    visitor.press(f"main a[href='/requests/{draft}/act/submit']")
    visitor.press(".qz-confirm button[type='submit']")
    number = number_on(visitor)
    path = f"/requests/{number}"
    assert visitor.page.locator(".qz-channel").count() >= 1, "paper is marked everywhere"

    visitor.play("integrator_specialist")
    visitor.take(path, "return", {"missing": [{"field": "scope", "text": MISSING}]})
    visitor.play("state_body_clerk")
    visitor.open(path)
    visitor.press("#missing ~ ul a[href$='/section/4']")
    visitor.fill({"scope": {"frequency": MENDED}})
    visitor.save()
    visitor.open(f"{path}/check")
    visitor.press(f"main a[href='{path}/act/submit']")
    visitor.press(".qz-confirm button[type='submit']")
    assert number_on(visitor) == number, "what is filed again keeps its number"
    assert MENDED in visitor.text()
    assert visitor.page.locator("main a[href^='/documents/D-']").count() >= 2


@pytest.mark.parametrize("visitor", ON_A_PAGE, indirect=True, ids=IDS)
def test_a_proposal_gets_its_customer(visitor: Visitor, systems: Systems, pdf: Path):
    """¶ 8.2, H11: a supplier proposes; the state body joins as the customer; then the creation is ordered."""
    visitor.open("/")
    visitor.play("supplier1_specialist")
    visitor.press("main a[href='/requests/new/proposal']")
    visitor.press("main .govuk-button-group button:not([name])")
    path = f"/requests/{number_on(visitor)}"
    data = matter.REGISTER | {"state_body": systems.bin_of("state_body_head")}
    for part in sections.PARTS[:4]:
        visitor.open(f"{path}/section/{part.number}")
        if part.number == 3:
            refuse_price(visitor)
        visitor.fill({key: data[key] for key in part.keys})
        visitor.save()
    visitor.open(f"{path}/section/5")
    visitor.press("main button[name='add'][value='documents']")
    visitor.attach("documents-0", pdf)
    visitor.save()

    visitor.play("supplier1_head")
    visitor.open(f"{path}/check")
    assert pdf.name in visitor.text()
    visitor.press(f"main a[href='{path}/act/submit']")
    visitor.press(".qz-confirm button[type='submit']")
    number = number_on(visitor)
    path = f"/requests/{number}"
    systems.with_opinion(f"/proposals/{number}")
    systems.call("authorised_body_head", f"/proposals/{number}/agree", {"grounds": sample.AGREEMENT_GROUNDS})
    visitor.play("authorised_body_head")
    visitor.open(path)
    assert visitor.page.locator("main a[href$='/act/order_creation']").count() == 0, "no order without a customer"
    visitor.play("state_body_head")
    visitor.take(path, "join")
    visitor.play("authorised_body_head")
    visitor.take(path, "order_creation")
    led_to = visitor.page.locator("main a[href^='/requests/DA-']")
    assert len({each.get_attribute("href") for each in led_to.all()}) == 1


def refuse_price(visitor: Visitor) -> None:
    """A negative price is marked at its field, and stands there as it was typed."""
    solution = matter.REGISTER["existing_solution"]
    visitor.fill({"existing_solution": solution, "price_estimate": "-1 000,00"})
    visitor.press("main .govuk-button-group button:not([name])")
    assert visitor.marked() == ["price_estimate"]
    price = visitor.page.locator("main [name='price_estimate']")
    assert price.input_value() == "-1 000,00"
    assert "govuk-input--error" in str(price.get_attribute("class"))
    assert visitor.page.locator("main [name='existing_solution']").input_value() == solution
