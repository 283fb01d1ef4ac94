"""The states of a tender and of a bid, in the names of the contract."""

DRAFT = "draft"

# A tender.
CONSENTED = "consented"
PUBLISHED = "published"
CLOSED = "closed"
EXAMINING = "examining"
SCORING = "scoring"
RANKED = "ranked"
DECIDED = "decided"
NO_BIDS = "no_bids"
NONE_COMPLIANT = "none_compliant"
CONTRACTED = "contracted"
REANNOUNCED = "reannounced"
AMENDING = "amending"
CANCELLED = "cancelled"

# A bid.
SUBMITTED = "submitted"
UNCONFIRMED = "unconfirmed"
WITHDRAWN = "withdrawn"
OPENED = "opened"
REJECTED = "rejected"
COMPLIANT = "compliant"
WINNER = "winner"
NOT_CHOSEN = "not_chosen"
