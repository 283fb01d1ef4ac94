"""The addresses that every kind of procedure has in its room."""

from flask import Blueprint

from qyzmet.printing.answer import CONVERTER
from qyzmet.procedure.pages import act_page, annul_page, draft_pages, manifest_page, paper_pages, show_page

_READ = ("GET",)
_BOTH = ("GET", "POST")


def add(blueprint: Blueprint) -> None:
    """Give a room's blueprint the pages of its kinds; the blueprint's name is the room's."""
    for rule, endpoint, view, methods in (
        ("/<number>", "show", show_page.show, _READ),
        ("/<number>/section/<int:place>", "section", draft_pages.section, _BOTH),
        ("/<number>/section/<int:place>/autosave", "autosave", draft_pages.autosave, ("POST",)),
        ("/<number>/check", "check", draft_pages.check, _READ),
        ("/<number>/act/<action>", "act", act_page.act, _BOTH),
        ("/<number>/act/<action>/<sha256>.json", "manifest", manifest_page.manifest, _READ),
        ("/<number>/print", "print", paper_pages.index, _READ),
        (f"/<number>/print/<paper>.<{CONVERTER}:form>", "paper", paper_pages.paper, _READ),
        ("/<number>/annul/<int:act_id>", "annul", annul_page.annul, _BOTH),
    ):
        blueprint.add_url_rule(rule, endpoint, view, methods=methods)
