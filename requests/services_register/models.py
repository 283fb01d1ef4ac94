"""¶ 76-1: the register of services over which integrations run."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import Key, Model, UTCDateTime


class IntegrationService(Model):
    """An integration service: who owns it, where it answers, by which contract, and whether it works."""

    __tablename__ = "integration_service"
    __table_args__ = (Index("ix_integration_service_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    # Owners need not take part in any procedure here, so they are named, not pointed to.
    owner: Mapped[str] = mapped_column(String(500))
    address: Mapped[str] = mapped_column(String(2000))
    contract: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    @property
    def number(self) -> str:
        """What people and systems call it by."""
        return f"IS-{self.id}"

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/requests/register/{self.number}"
