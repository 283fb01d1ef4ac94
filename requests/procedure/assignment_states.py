"""The states of a design assignment."""

DRAFT = "draft"
PROPOSED = "proposed"
CONSENTED = "consented"
SECURITY_AGREED = "security_agreed"
APPROVED = "approved"
CANCELLED = "cancelled"
