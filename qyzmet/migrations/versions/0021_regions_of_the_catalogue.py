"""The Catalogue's services stand under keys of regions, no longer under each author's own words for one.

Services that there are get the key of the region that their words mean; where these mean none, or several, the service
stands in no region's list, and the request goes on saying what it said. Taking it back leaves the keys.
"""

import sqlalchemy as sa
from alembic import op

from qyzmet.catalog.entry.regions import key_of

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    service = sa.table("service", sa.column("region"))
    connection = op.get_bind()
    for said in connection.scalars(sa.select(service.c.region).where(service.c.region != "").distinct()).all():
        connection.execute(sa.update(service).where(service.c.region == said).values(region=key_of(said)))


def downgrade() -> None:
    pass
