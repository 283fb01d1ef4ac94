"""Marks of the rules that pages rest on: a quiet word where it is said, and what it means for who taps it.

A page's marks share one explanation for each rule, which `layout/base.html` writes at the end of the page.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, g
from markupsafe import Markup, escape

from qyzmet.procedure.house_rules import FIXED_RULES, HOUSE_RULES
from qyzmet.translating import gettext as _
from qyzmet.web import formats


@dataclass(frozen=True)
class RuleNote:
    """What stands behind a mark: its place in the page, the rule as it is cited, what that is."""

    place: str
    title: str
    text: str
    # What a rule of the house says; a paragraph is read in the Rules themselves.
    says: str = ""


def mark(rule: str) -> Markup | str:
    """The mark of a rule: `¶ 42`, `Law 45-1` as they are cited, `H21` as a house rule. A button that explains it."""
    if not rule:
        return ""
    place = note((rule,))
    word = _("house rule") if formats.is_house_rule(rule) else formats.rule(rule, formats.language())
    return Markup('<button type="button" class="qz-rule" popovertarget="{}">{}</button>').format(place, escape(word))


def note(rules: Iterable[str]) -> str:
    """See that the page explains these rules at its end; gives the place of the last one's explanation."""
    used: dict[str, RuleNote] = g.setdefault("rule_notes", {})
    place = ""
    for rule in rules:
        place = "rule-" + "".join(each if each.isascii() and each.isalnum() else "-" for each in rule).strip("-")
        if rule not in used:
            used[rule] = _note(place, rule)
    return place


@contextmanager
def noting() -> Iterator[dict[str, RuleNote]]:
    """The rules of which something written within the block has marks; the page explains them as well."""
    before: dict[str, RuleNote] = g.pop("rule_notes", {})
    g.rule_notes = here = dict[str, RuleNote]()
    try:
        yield here
    finally:
        g.rule_notes = before
        for rule, each in here.items():
            before.setdefault(rule, each)


def notes() -> list[RuleNote]:
    """What explains the marks of the page so far."""
    return list(g.get("rule_notes", {}).values())


def _note(place: str, rule: str) -> RuleNote:
    title = HOUSE_RULES[rule].title if rule in HOUSE_RULES else FIXED_RULES.get(rule, "")
    says = _(title) if title else ""
    if formats.is_house_rule(rule):
        text = _("A local regulation, where the Rules are silent. It is not the law; an administrator can change it.")
        return RuleNote(place, formats.cited(rule), text, says)
    if rule.startswith("Law "):
        text = _("An article of the Law on Informatization of 24 November 2015.")
    else:
        text = _(
            "A paragraph of the Rules for implementing the service model of informatization (order No. 129 of 28 "
            "January 2016)."
        )
    return RuleNote(place, formats.rule(rule, formats.language()), text, says)


def register(app: Flask) -> None:
    """Give the templates the filter `rule_mark` and the function `rule_notes`."""
    app.jinja_env.filters["rule_mark"] = formats.each_time(mark)
    app.jinja_env.globals["rule_notes"] = notes
