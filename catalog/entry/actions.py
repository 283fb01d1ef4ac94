"""The life of an entry in the Catalogue (Law 46; ¶ 92, 103-1, 103-2, 109): the acts, one module each."""

from qyzmet.procedure.actions import Action

from .confirm import CONFIRM
from .prices.set_maintenance_price import SET_MAINTENANCE_PRICE
from .publish import PUBLISH
from .retire import RETIRE
from .save import SAVE
from .supplier.record_failure import RECORD_FAILURE, RECORD_MIGRATION
from .supplier.replace_supplier import REPLACE_SUPPLIER
from .suspend import RESUME, SUSPEND
from .transfer import TRANSFER

ENTRY: tuple[Action, ...] = (
    SAVE,
    PUBLISH,
    CONFIRM,
    SUSPEND,
    RESUME,
    RECORD_FAILURE,
    RECORD_MIGRATION,
    REPLACE_SUPPLIER,
    TRANSFER,
    SET_MAINTENANCE_PRICE,
    RETIRE,
)
