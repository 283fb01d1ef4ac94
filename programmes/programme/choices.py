"""What a programme's form lets one choose from."""

from qyzmet.translating import lazy_gettext as _l

from ..rules.periods import Every

EVERY = {
    Every.MONTH: _l("every month"),
    Every.QUARTER: _l("every quarter"),
    Every.HALF_YEAR: _l("every half-year"),
    Every.YEAR: _l("every year"),
}
