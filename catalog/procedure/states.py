"""The states of a formation, of a service and of a development, in the names of the contract."""

# A formation.
CREATED = "created"
EQUIPPED = "equipped"
READY_REPORTED = "ready_reported"
TESTED = "tested"
ENVIRONMENT_ALLOCATED = "environment_allocated"
SECURITY_TESTED = "security_tested"
PASSED = "passed"
MEETING_CALLED = "meeting_called"
FORMING_DECIDED = "forming_decided"
COMMISSIONED = "commissioned"
INTEGRATOR_NOTIFIED = "integrator_notified"
AUTHORITY_NOTIFIED = "authority_notified"
INCLUDED = "included"
ENDED = "ended"

# A service.
ACTIVE = "active"
SUPPLIER_FAILED = "supplier_failed"
SUSPENDED = "suspended"
BEING_REPLACED = "being_replaced"
RETIRED = "retired"

# A development.
DRAFT = "draft"
SUBMITTED = "submitted"
OPINION_GIVEN = "opinion_given"
DISCUSSING = "discussing"
DECIDED = "decided"
COMPLETED = "completed"
DECLINED = "declined"
CANCELLED = "cancelled"
