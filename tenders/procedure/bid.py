"""The procedure of a bid (¶ 47, 49; Law 45-2, 45-3; H23, H25, H29, H30), as data.

Until the opening a bid is its bidder's alone: no term runs on it and nobody else is told, as a deadline or a notice
would show that it exists.
"""

from qyzmet.procedure.table import PREPARERS, Move, Procedure, Term
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Channel, Party

from .states import COMPLIANT, DRAFT, NOT_CHOSEN, OPENED, REJECTED, SUBMITTED, UNCONFIRMED, WINNER, WITHDRAWN

_BIDDER = (Party.SUPPLIER,)
_OFFICES = (Party.STATE_BODY, Party.INTEGRATOR)
_SEALED = N_(
    "A term would show that there is a bid: until the opening none runs on it. Bids are taken within the term of the "
    "tender."
)


def _follows(
    action: str,
    title: str,
    from_: tuple[str, ...],
    to: str | None,
    rule: str,
    done: str,
    *,
    by: Party = Party.COMMISSION,
    channel: Channel | None = None,
    closes: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    expected: bool = True,
) -> Move:
    """What an act on the tender does to the bid."""
    return Move(
        action,
        title,
        from_=from_,
        to=to,
        by=by,
        rule=rule,
        channel=channel,
        consequence=True,
        expected=expected,
        closes=closes,
        starts=starts,
        tells=_BIDDER,
        done=done,
    )


def _bids(
    action: str, title: str, from_: tuple[str, ...], to: str | None, rule: str, done: str, *, expected: bool = True
) -> Move:
    """What the bidder's head does."""
    return Move(
        action,
        title,
        from_=from_,
        to=to,
        by=Party.SUPPLIER,
        rule=rule,
        final=True,
        expected=expected,
        tells=_BIDDER,
        done=done,
    )


def _of_the_group(
    action: str, title: str, from_: tuple[str, ...], done: str, *, expected: bool = True, again: str = ""
) -> Move:
    """What the head of a supplier does whom a bid names in its group. Nobody is told: that would show the bid."""
    return Move(
        action,
        title,
        from_=from_,
        to=None,
        by=Party.SUPPLIER,
        rule="H39",
        final=True,
        expected=expected,
        done=done,
        again=again,
    )


def _replaces(state: str, to: str | None, rule: str) -> Move:
    return _bids(
        "replace", N_("Replace the bid"), (state,), to, rule, N_("replaced the bid"), expected=state == UNCONFIRMED
    )


def _sues(
    action: str,
    title: str,
    done: str,
    closes: tuple[str, ...],
    starts: tuple[str, ...] = (),
    *,
    expected: bool = True,
) -> Move:
    return Move(
        action,
        title,
        from_=(REJECTED,),
        to=None,
        by=Party.STATE_BODY,
        rule="Law 45-3",
        roles=PREPARERS,
        binding=True,
        final=True,
        expected=expected,
        closes=closes,
        starts=starts,
        tells=(*_OFFICES, Party.AUTHORISED_BODY),
        done=done,
    )


BIDS = Procedure(
    kind="bids",
    edition="kz-2022-03-31",
    title=N_("Bid in a tender"),
    prefix="B",
    starters=_BIDDER,
    # The offices become parties with the opening.
    parties=(),
    states={
        DRAFT: N_("draft of the bid"),
        SUBMITTED: N_("bid submitted"),
        UNCONFIRMED: N_("bid to be confirmed"),
        WITHDRAWN: N_("bid withdrawn"),
        OPENED: N_("bid opened"),
        REJECTED: N_("bid rejected"),
        COMPLIANT: N_("bid compliant"),
        WINNER: N_("bid chosen"),
        NOT_CHOSEN: N_("bid not chosen"),
    },
    first=DRAFT,
    last=frozenset({WITHDRAWN, REJECTED, WINNER, NOT_CHOSEN}),
    stages=(OPENED,),
    moves=(
        Move(
            "save",
            N_("Fill in the bid"),
            from_=(DRAFT,),
            to=None,
            by=Party.SUPPLIER,
            roles=PREPARERS,
            rule="¶ 49",
            prepares="submit",
            done=N_("filled in the bid"),
        ),
        *hand_over_moves(Party.SUPPLIER, (DRAFT,), "submit"),
        _bids("submit", N_("Submit the bid"), (DRAFT,), SUBMITTED, "¶ 49", N_("submitted the bid")),
        _replaces(SUBMITTED, None, "¶ 49"),
        _replaces(UNCONFIRMED, SUBMITTED, "H30"),
        _bids("confirm", N_("Confirm the bid"), (UNCONFIRMED,), SUBMITTED, "H30", N_("confirmed the bid")),
        _bids(
            "withdraw",
            N_("Withdraw the bid"),
            (SUBMITTED, UNCONFIRMED),
            WITHDRAWN,
            "H29",
            N_("withdrew the bid"),
            expected=False,
        ),
        _of_the_group(
            "join_group",
            N_("Join the group"),
            (DRAFT, UNCONFIRMED),
            N_("confirmed that it takes part in the group"),
            again=N_("it confirms the group and the prices as they are then"),
        ),
        _of_the_group(
            "leave_group",
            N_("Leave the group"),
            (DRAFT, SUBMITTED, UNCONFIRMED),
            N_("left the group: the bid is to be confirmed or replaced"),
            expected=False,
        ),
        _follows(
            "unconfirm",
            N_("Ask to confirm the bid"),
            (SUBMITTED,),
            UNCONFIRMED,
            "H30",
            N_("amended the announcement: the bid is to be confirmed or replaced"),
            expected=False,
            by=Party.INTEGRATOR,
        ),
        _follows(
            "lapse",
            N_("Let the bid lapse"),
            (DRAFT, UNCONFIRMED),
            WITHDRAWN,
            "H29",
            N_("the acceptance of bids ended: the bid did not come in"),
            expected=False,
            by=Party.INTEGRATOR,
        ),
        _follows("open", N_("Open the bid"), (SUBMITTED,), OPENED, "H3", N_("opened the bid")),
        _follows(
            "enter",
            N_("Enter the bid from its envelope"),
            (DRAFT,),
            OPENED,
            "¶ 49",
            N_("entered the bid from its envelope"),
            expected=False,
            by=Party.INTEGRATOR,
            channel=Channel.PAPER,
        ),
        _follows(
            "request_correction",
            N_("Ask to mend a formal defect"),
            (OPENED,),
            None,
            "H23",
            N_("asked to mend a formal defect"),
            expected=False,
            starts=("correct",),
        ),
        Move(
            "correct",
            N_("Mend the formal defect"),
            from_=(OPENED,),
            to=None,
            by=Party.SUPPLIER,
            rule="H23",
            final=True,
            closes=("correct",),
            tells=(*_BIDDER, Party.COMMISSION),
            done=N_("mended the formal defect"),
        ),
        _follows(
            "accept",
            N_("Find the bid compliant"),
            (OPENED,),
            COMPLIANT,
            "Law 45-2",
            N_("found the bid compliant"),
            closes=("correct",),
        ),
        _follows(
            "reject", N_("Reject the bid"), (OPENED,), REJECTED, "Law 45-2", N_("rejected the bid"), closes=("correct",)
        ),
        _follows(
            "choose",
            N_("Choose the bid"),
            (COMPLIANT, NOT_CHOSEN),
            WINNER,
            "¶ 73",
            N_("named its bidder the supplier"),
        ),
        _follows(
            "pass_by",
            N_("Choose another bid"),
            (COMPLIANT,),
            NOT_CHOSEN,
            "¶ 73",
            N_("named another bidder the supplier"),
            expected=False,
        ),
        _follows(
            "fall_away",
            N_("Take note that the supplier falls away"),
            (WINNER,),
            NOT_CHOSEN,
            "H25",
            N_("took note that the supplier falls away"),
            expected=False,
        ),
        _follows(
            "release",
            N_("Return the bid to the ranking"),
            (WINNER,),
            COMPLIANT,
            "H36",
            N_("returned the bid to the ranking: another party of the contract declined it"),
        ),
        _follows(
            "end",
            N_("End the bid with its tender"),
            (DRAFT, SUBMITTED, UNCONFIRMED, OPENED, COMPLIANT, WINNER),
            NOT_CHOSEN,
            "¶ 53-1",
            N_("ended the tender without a choice"),
            expected=False,
            closes=("correct",),
        ),
        _follows(
            "find_false",
            N_("Establish false information"),
            (REJECTED,),
            None,
            "Law 45-3",
            N_("established that information in the bid is false"),
            expected=False,
            starts=("sue",),
        ),
        _sues("record_suit", N_("Record the suit"), N_("recorded the suit over false information"), ("sue",)),
        _sues(
            "record_judgment",
            N_("Record the court's final decision"),
            N_("recorded the court's final decision"),
            (),
            ("forward_judgment",),
            # For the court one waits, not for the customer.
            expected=False,
        ),
        _sues(
            "forward_judgment",
            N_("Forward the court's final decision"),
            N_("forwarded the court's final decision"),
            ("forward_judgment",),
        ),
    ),
    terms=(
        Term("correct", N_("Mend the formal defect"), 1, Party.SUPPLIER, "H23", "H23"),
        Term(
            "sue",
            N_("Sue over false information"),
            30,
            Party.STATE_BODY,
            "Law 45-3",
            calendar_days=True,
            note=N_("30 calendar days from the day on which the Commission established it."),
        ),
        Term("forward_judgment", N_("Forward the court's final decision"), 5, Party.STATE_BODY, "Law 45-3"),
    ),
    without_term={
        DRAFT: _SEALED,
        SUBMITTED: _SEALED,
        UNCONFIRMED: _SEALED,
        OPENED: N_("The Commission examines it within the term of its tender."),
        COMPLIANT: N_("The Commission scores it and names the supplier within the term of its tender."),
    },
)
