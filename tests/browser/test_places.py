"""axe looks once at what is made alike and stands in one place: this holds that nothing new escapes it."""

import pytest

from tests.browser.places import faults
from tests.browser.visitor import Visitor

# Each puts one fault on a page that was looked at as it was, most of them into a place that is known.
FAULTY = {
    "a link without words": "main.querySelector('a').textContent = ''",
    "a picture without words": "main.prepend(document.createElement('img'))",
    "a field whose label leads elsewhere": "main.querySelector('label').setAttribute('for', 'nothing')",
    "a paragraph in a list": "main.querySelector('ul').append(document.createElement('p'))",
    "grey on white": "main.querySelector('p').style.color = '#ccc'",
    "a role that is none": "main.querySelector('a').setAttribute('role', 'nothing')",
    "no language": "document.documentElement.removeAttribute('lang')",
    "no title": "document.title = ''",
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_fault_in_a_known_place_is_found(visitor: Visitor, fault: str):
    """A page that was looked at is looked at again where something has changed but words, and only there."""
    visitor.open("/catalog/")
    assert not faults(visitor.page)
    visitor.page.evaluate(f"const main = document.querySelector('main'); {FAULTY[fault]}")
    assert faults(visitor.page)


def test_other_words_are_no_new_place(visitor: Visitor):
    """What was looked at stays known with other words in it: axe is not even asked."""
    visitor.open("/catalog/")
    visitor.page.evaluate("document.querySelector('main p').textContent = 'other words'")
    visitor.page.evaluate("window.axe = undefined")
    assert not faults(visitor.page)
    assert visitor.page.evaluate("window.axe === undefined")
