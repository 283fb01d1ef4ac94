"""The procedure of a request for automation (¶ 8.1, 11, 13), as data."""

from qyzmet.procedure.table import PREPARERS, Move, Procedure, Term
from qyzmet.vocabulary import N_, Party

DRAFT = "draft"
SUBMITTED = "submitted"
OPINION_GIVEN = "opinion_given"
AGREED = "agreed"
REFUSED = "refused"
WITHDRAWN = "withdrawn"

REQUESTS = Procedure(
    kind="requests",
    edition="kz-2022-03-31",
    title=N_("Request for automation of a state body's activity"),
    prefix="AR",
    starter=Party.STATE_BODY,
    parties=(Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY),
    states={
        DRAFT: N_("draft"),
        SUBMITTED: N_("submitted"),
        OPINION_GIVEN: N_("opinion given"),
        AGREED: N_("agreed"),
        REFUSED: N_("refused"),
        WITHDRAWN: N_("withdrawn"),
    },
    first=DRAFT,
    last=frozenset({AGREED, REFUSED, WITHDRAWN}),
    moves=(
        Move(
            "save",
            N_("Fill in the request"),
            from_=(DRAFT,),
            to=None,
            by=Party.STATE_BODY,
            roles=PREPARERS,
            rule="¶ 8.1",
            done=N_("filled in the request"),
        ),
        Move(
            "submit",
            N_("Submit the request"),
            from_=(DRAFT,),
            to=SUBMITTED,
            by=Party.STATE_BODY,
            rule="¶ 8.1",
            starts=("opinion",),
            tells=(Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY),
            done=N_("submitted the request"),
        ),
        Move(
            "withdraw",
            N_("Withdraw the request"),
            from_=(DRAFT, SUBMITTED, OPINION_GIVEN),
            to=WITHDRAWN,
            by=Party.STATE_BODY,
            rule="¶ 8.1",
            closes=("opinion", "decide"),
            tells=(Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY),
            done=N_("withdrew the request"),
        ),
        Move(
            "draft_opinion",
            N_("Draft the opinion"),
            from_=(SUBMITTED,),
            to=None,
            by=Party.INTEGRATOR,
            roles=PREPARERS,
            rule="¶ 11",
            tells=(Party.INTEGRATOR,),
            done=N_("drafted the opinion"),
        ),
        Move(
            "give_opinion",
            N_("Give the opinion"),
            from_=(SUBMITTED,),
            to=OPINION_GIVEN,
            by=Party.INTEGRATOR,
            rule="¶ 11",
            closes=("opinion",),
            starts=("decide",),
            tells=(Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY),
            done=N_("gave its opinion"),
        ),
        Move(
            "agree",
            N_("Agree to the automation"),
            from_=(OPINION_GIVEN,),
            to=AGREED,
            by=Party.AUTHORISED_BODY,
            rule="¶ 13",
            closes=("decide",),
            tells=(Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY),
            done=N_("agreed to the automation"),
        ),
        Move(
            "refuse",
            N_("Refuse the automation"),
            from_=(OPINION_GIVEN,),
            to=REFUSED,
            by=Party.AUTHORISED_BODY,
            rule="¶ 13",
            closes=("decide",),
            tells=(Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY),
            done=N_("refused the automation"),
        ),
    ),
    terms=(
        Term(
            "opinion",
            N_("Give the opinion on the request"),
            working_days=15,
            owner=Party.INTEGRATOR,
            rule="H1",
            house_rule="H1",
        ),
        Term(
            "decide",
            N_("Decide on the opinion: agree or refuse"),
            working_days=3,
            owner=Party.AUTHORISED_BODY,
            rule="¶ 13",
        ),
    ),
)
