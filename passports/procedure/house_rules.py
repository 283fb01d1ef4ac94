"""House rules of function passports: the Rules that we hold do not speak of them. Shown as a local regulation."""

from qyzmet.vocabulary import N_

FIXED_PASSPORT_RULES: dict[str, str] = {
    "H48": N_(
        "A state body keeps passports of its functions: a specialist writes them, its head approves them; one in force "
        "is changed by its next version alone"
    ),
}
