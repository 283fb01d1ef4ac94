"""What the Commission's acts until the ranking carry: one form each for pages and the API."""

from typing import Any

from flask_babel import lazy_gettext as _l

from qyzmet.forms.choices import Select, YesNo
from qyzmet.forms.fields import Text, TextArea, needed, optional
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.numbers import Number

from ..rules.qualification import GROUNDS, Ground
from .fields import BidRef, PresentRefs, UserRef, UserRefs

LONG = 10_000
# As many as a Commission could examine in its term, and more; each by as many criteria as part 12 takes.
MOST_BIDS = 1000
MOST_SCORES = 20_000
_GROUNDS = {ground: _l(title) for ground, title in GROUNDS.items()}


class Key(Text):
    """What a row is about. A page carries it in a hidden input, so that alone it fills in no row."""

    carried = True

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=40, **kwargs)


class CommissionForm(Form):
    """¶ 36, Law 45-1: who sits in the Commission."""

    chair = UserRef(
        _l("Chair"),
        [needed()],
        description=_l("The customer's first head, or somebody of the customer whom the head authorises. Votes."),
    )
    secretary = UserRef(_l("Secretary"), [needed()], description=_l("Keeps the minutes. Has no vote."))
    members = UserRefs(
        _l("Members"),
        [needed()],
        one=_l("Member"),
        description=_l(
            "From the customer, the authorised body, the integrator and other interested bodies. With the chair they "
            "are an odd number."
        ),
    )


class DeclarationForm(Form):
    """Law 45-1: whether a person of the Commission has an interest in a bidder."""

    interest = YesNo(
        _l("Do you work for a possible bidder, own a share of one, or have another interest in one?"), [needed()]
    )
    reason = TextArea(
        _l("What the interest is"),
        [optional()],
        most=2000,
        description=_l("Only where there is one. The customer and the Commission read it; it is not published."),
    )


class OpeningForm(Form):
    """H22: who is present when the bids are opened."""

    present = PresentRefs(
        _l("Who of the Commission is present"),
        [needed()],
        description=_l("The chair, the secretary, and so many that there is a quorum."),
    )


class CorrectionForm(Form):
    """H23: what a bidder is to mend."""

    bid = BidRef(_l("Bid"), [needed()])
    text = TextArea(_l("What is to be mended"), [needed()], most=LONG)


class ResultForm(Form):
    """Law 45-2: what the Commission found of one bid."""

    bid = Key(_l("Bid"), [needed()])
    compliant = YesNo(_l("Does the bid comply?"), [needed()])
    ground = Select(_l("Ground of the rejection"), [optional()], kind=Ground, titles=_GROUNDS)
    reason = TextArea(_l("Reason of the rejection"), [optional()], most=LONG)


class ExaminationForm(Form):
    """Law 45-2: what the Commission found of each bid; those above the ceiling may be left out (H14)."""

    results = Rows(ResultForm, _l("The bids"), most=MOST_BIDS, one=_l("Bid"))


class ScoreForm(Form):
    """¶ 19: the points for one bid by one criterion."""

    bid = Key(_l("Bid"), [needed()])
    criterion = Key(_l("Criterion"), [needed()])
    points = Number(_l("Points"), [needed()], digits=9, places=6)


class ScoresForm(Form):
    """¶ 19: the points that a member gives; each may be given again until the scoring ends."""

    scores = Rows(ScoreForm, _l("Points"), [needed()], most=MOST_SCORES, one=_l("Points"))
