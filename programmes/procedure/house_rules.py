"""The house rule of the register of programmes: the Rules cite programmes (Annex 1, row 2) and know no register.

Shown as a local regulation.
"""

from qyzmet.vocabulary import N_

RULE = "H49"

FIXED_PROGRAMME_RULES: dict[str, str] = {
    RULE: N_(
        "A state body enters its programmes in the register and its head approves them; a report is due on the day "
        "that the programme names, which does not move where it is a day off"
    ),
}
