"""The acts on envelopes with bids on paper or a carrier."""

from qyzmet.procedure.actions import Action

from .enter_envelope import ENTER_ENVELOPE
from .register_envelope import REGISTER_ENVELOPE

ENVELOPES: tuple[Action, ...] = (REGISTER_ENVELOPE, ENTER_ENVELOPE)
