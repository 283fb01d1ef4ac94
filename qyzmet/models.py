"""Every table of the application, imported in one place for migrations and tests."""

from qyzmet.api import models as api
from qyzmet.audit import models as audit
from qyzmet.catalog import models as catalog
from qyzmet.deadlines import models as deadlines
from qyzmet.documents import models as documents
from qyzmet.documents import sealed_models as sealed_documents
from qyzmet.notifications import models as notifications
from qyzmet.passports import models as passports
from qyzmet.people import models as people
from qyzmet.people.accounts import credentials
from qyzmet.procedure import models as procedure
from qyzmet.programmes import models as programmes
from qyzmet.requests import models as requests
from qyzmet.requests.services_register import models as register
from qyzmet.search import models as search
from qyzmet.signatures import kept_models as kept_signatures
from qyzmet.signatures.sign_in import models as challenges
from qyzmet.signatures.trust import models as revocation_lists
from qyzmet.tenders import models as tenders
from qyzmet.tenders import sealed_models as bids

__all__ = [
    "api",
    "audit",
    "bids",
    "catalog",
    "challenges",
    "credentials",
    "deadlines",
    "documents",
    "kept_signatures",
    "notifications",
    "passports",
    "people",
    "procedure",
    "programmes",
    "register",
    "requests",
    "revocation_lists",
    "sealed_documents",
    "search",
    "tenders",
]
