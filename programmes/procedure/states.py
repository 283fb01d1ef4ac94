"""The states of a programme in the register, in the names of the contract."""

DRAFT = "draft"
IN_FORCE = "in_force"
REPLACED = "replaced"
WITHDRAWN = "withdrawn"
