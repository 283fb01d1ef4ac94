"""From the contracts in force to the entry in the Catalogue (¶ 73-98): the acts, one module each."""

from qyzmet.procedure.actions import Action

from ...tenders.decision.close_voting import CLOSE_VOTING, PROPOSAL_FALLS
from ...tenders.decision.sign_protocol import SIGN_PROTOCOL
from .call_meeting import CALL_MEETING
from .commission import DECLARE, SET_COMMISSION
from .decide import DECIDE
from .equip import EQUIP
from .give_up import GIVE_UP
from .include import INCLUDE, RETURN
from .notify_authority import NOTIFY_AUTHORITY
from .notify_integrator import NOTIFY_INTEGRATOR
from .present import PRESENT
from .put_into_production import COMMISSION
from .testing.allocate_environment import ALLOCATE_ENVIRONMENT
from .testing.infrastructure_for_testing import GIVE_TEST_INFRASTRUCTURE, REQUEST_TEST_INFRASTRUCTURE
from .testing.notify_passed import NOTIFY_PASSED
from .testing.record_security_test import RECORD_SECURITY_TEST
from .testing.record_test import RECORD_TEST
from .testing.report_ready import REPORT_READY

FORMATION: tuple[Action, ...] = (
    REPORT_READY,
    EQUIP,
    REQUEST_TEST_INFRASTRUCTURE,
    GIVE_TEST_INFRASTRUCTURE,
    RECORD_TEST,
    ALLOCATE_ENVIRONMENT,
    RECORD_SECURITY_TEST,
    NOTIFY_PASSED,
    CALL_MEETING,
    PRESENT,
    SET_COMMISSION,
    DECLARE,
    DECIDE,
    SIGN_PROTOCOL,
    CLOSE_VOTING,
    PROPOSAL_FALLS,
    COMMISSION,
    NOTIFY_INTEGRATOR,
    NOTIFY_AUTHORITY,
    RETURN,
    INCLUDE,
    GIVE_UP,
)
