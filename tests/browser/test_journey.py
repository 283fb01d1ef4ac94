"""A request in a real browser: from draft to the order of creation, with a term that runs out on the way."""

import itertools
import re

import pytest

from qyzmet import clock
from qyzmet.requests.request import sample
from qyzmet.requests.request.annex1 import ROWS
from tests.browser.systems import NOT_THE_SAME, Systems
from tests.browser.visitor import Visitor

LANGUAGES = ("kk", "ru", "en")
WIDTHS = (1280, 360)
# Longer than the worker takes for an e-mail on a busy machine.
PATIENCE_SECONDS = 60


def journey(visitor: Visitor, systems: Systems) -> None:
    """¶ 8.1, 11, 13, 18: draft, executor, opinion, the term of the decision runs out, decision all the same, order."""
    page = visitor.page
    number = submit(visitor, draft(visitor))
    path = f"/requests/{number}"
    visitor.play("integrator_head")
    visitor.take(path, "assign", {"executor": systems.user("integrator_specialist")})
    give_opinion(visitor, number)
    let_the_term_run_out(visitor, number)

    visitor.press(f"main a[href='{path}']")
    visitor.press("main a[href$='/act/agree']")
    visitor.press("main form button[type='submit']")
    assert visitor.marked() == ["grounds"], "a decision without grounds is not taken"
    visitor.fill({"grounds": sample.AGREEMENT_GROUNDS})
    visitor.press("main form button[type='submit']")
    visitor.press(".qz-confirm button[type='submit']")
    assert page.locator(".qz-notice--success").count() == 1
    visitor.take(path, "order_creation")
    assert page.locator("main a[href^='/requests/DA-']").count() >= 1

    visitor.play("state_body_specialist")
    visitor.open(path)
    assert sample.AGREEMENT_GROUNDS in visitor.text()
    newest_mail_is_about(visitor, number)


def draft(visitor: Visitor) -> str:
    """The state body's specialist fills the ten rows of Annex 1; returns the draft's address."""
    visitor.open("/")
    visitor.play("state_body_specialist")
    visitor.press("main a[href='/requests/new/request']")
    visitor.press("main form button[type='submit']")
    path = re.sub(r"\?.*", "", visitor.page.url.removeprefix(visitor.site))
    for row in ROWS:
        visitor.open(f"{path}/section/{row.number}")
        visitor.fill({key: sample.REQUEST[key] for key in row.keys if key not in ("national_bank", "passport")})
        visitor.save()
    return path


def submit(visitor: Visitor, path: str) -> str:
    """The head checks the answers and submits; returns the registered number."""
    visitor.play("state_body_head")
    visitor.open(f"{path}/check")
    assert sample.REQUEST["purpose"] in visitor.text()
    visitor.press(f"main a[href='{path}/act/submit']")
    visitor.press(".qz-confirm button[type='submit']")
    found = re.search(r"AR-\d{4}-\d{6}", visitor.page.url)
    assert found is not None
    return found[0]


def give_opinion(visitor: Visitor, number: str) -> None:
    """¶ 11: the executor drafts the opinion and judges all that the search has found; the head gives it."""
    visitor.play("integrator_specialist")
    visitor.open(f"/requests/{number}/opinion")
    visitor.fill({key: sample.OPINION[key] for key in ("favourable", "text", "criteria")})
    visitor.press("main .govuk-button-group button[type='submit']")
    assert visitor.page.locator(".qz-notice--success").count() == 1, "half a draft is saved"
    visitor.open(f"/requests/{number}/opinion")
    assert visitor.page.locator("main [name='text']").input_value() == sample.OPINION["text"]
    found = visitor.page.locator("main [id^='findings-'][id$='-same']").count()
    assert found, "what was found stands there to be judged"
    assert visitor.page.locator(".govuk-inset-text a[href$='-same']").count() == found
    for place in range(found):
        visitor.fill({f"findings-{place}": {"same": False, "reason": NOT_THE_SAME}})
    visitor.press("main .govuk-button-group button[type='submit']")
    assert visitor.page.locator(".qz-notice--success").count() == 1
    visitor.play("integrator_head")
    visitor.take(f"/requests/{number}", "give_opinion")


def let_the_term_run_out(visitor: Visitor, number: str) -> None:
    """¶ 13: nothing is approved by silence; the overdue decision is marked, told to the head and stays open."""
    visitor.play("authorised_body_head")
    # One site serves all journeys: what others have begun has terms that end before.
    for _attempt in range(60):
        visitor.open(f"/requests/{number}")
        if page_says_overdue(visitor):
            break
        visitor.clock_to_next_deadline()
    assert page_says_overdue(visitor)
    assert visitor.page.locator("main a[href$='/act/agree']").count() == 1
    visitor.open("/demo/mail")
    told = [said for said in visitor.page.locator(".qz-mail").all_inner_texts() if number in said]
    assert any("g.nurlanova@digital.example.kz" in said for said in told)
    visitor.open("/")


def newest_mail_is_about(visitor: Visitor, number: str) -> None:
    """The order was told by e-mail. The page shows what is sent, and the worker may just be sending it."""
    newest = visitor.page.locator(".qz-mail__subject").first
    given_up_at = clock.elapsed() + PATIENCE_SECONDS
    visitor.open("/demo/mail")
    while number not in newest.inner_text():
        assert clock.elapsed() < given_up_at, newest.inner_text()
        visitor.open("/demo/mail")


def page_says_overdue(visitor: Visitor) -> bool:
    """Whether the page marks the decision's deadline as overdue."""
    return visitor.page.locator(".qz-now .qz-tag--late, .qz-now .qz-deadline--late").count() > 0


@pytest.mark.parametrize("visitor", [("kk", 1280, True)], indirect=True, ids=["kk"])
def test_a_request_is_decided_though_the_term_ran_out(visitor: Visitor, systems: Systems):
    """From draft to decision in Kazakh, every page without a fault for axe (WCAG 2.2 AA)."""
    journey(visitor, systems)


@pytest.mark.parametrize("visitor", [("ru", 360, False)], indirect=True, ids=["ru-phone-no-scripts"])
def test_the_same_without_scripts_on_a_phone(visitor: Visitor, systems: Systems):
    """Everything works without scripts."""
    journey(visitor, systems)


@pytest.mark.soak
@pytest.mark.parametrize(
    "visitor",
    list(itertools.product(LANGUAGES, WIDTHS, (True, False))),
    indirect=True,
    ids=lambda given: "-".join(map(str, given)),
)
def test_every_journey(visitor: Visitor, systems: Systems):
    """The same in each language and width, with scripts and without."""
    journey(visitor, systems)
