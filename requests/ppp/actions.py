"""The acts by which a project of public-private partnership comes into its list (¶ 32), one module each."""

from qyzmet.procedure.actions import Action

from .list_ppp import LIST_PPP
from .record_budget import RECORD_BUDGET

LIST_OF_PPP: tuple[Action, ...] = (RECORD_BUDGET, LIST_PPP)
