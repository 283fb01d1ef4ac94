"""The customer's consent to the design assignment, which a new version needs anew (H13, house rule)."""

from qyzmet.procedure.actions import Action

CONSENT = Action("consent")
