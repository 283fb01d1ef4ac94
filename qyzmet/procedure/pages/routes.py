"""The addresses that every kind of procedure has in its room."""

from flask import Blueprint

from qyzmet.printing.answer import CONVERTER
from qyzmet.procedure.pages import acting, annulling, drafting, printing, reading

_READ = ("GET",)
_BOTH = ("GET", "POST")


def add(blueprint: Blueprint) -> None:
    """Give a room's blueprint the pages of its kinds; the blueprint's name is the room's."""
    for rule, endpoint, view, methods in (
        ("/<number>", "show", reading.show, _READ),
        ("/<number>/section/<int:place>", "section", drafting.section, _BOTH),
        ("/<number>/section/<int:place>/autosave", "autosave", drafting.autosave, ("POST",)),
        ("/<number>/check", "check", drafting.check, _READ),
        ("/<number>/act/<action>", "act", acting.act, _BOTH),
        ("/<number>/print", "print", printing.index, _READ),
        (f"/<number>/print/<paper>.<{CONVERTER}:form>", "paper", printing.paper, _READ),
        ("/<number>/annul/<int:act_id>", "annul", annulling.annul, _BOTH),
    ):
        blueprint.add_url_rule(rule, endpoint, view, methods=methods)
