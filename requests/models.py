"""A state body's request for automation and what is written about it: opinion and decision."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.people.models import User
from qyzmet.procedure.models import Procedure


class AutomationRequest(Procedure):
    """¶ 8.1: a request in the form of Annex 1; its ten rows are `data`, in the names of the contract."""

    __tablename__ = "automation_request"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    receipt_hash: Mapped[str | None] = mapped_column(String(64))

    opinions: Mapped[list["Opinion"]] = relationship(back_populates="request", order_by="Opinion.id")

    __mapper_args__ = {"polymorphic_identity": "requests"}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    @property
    def opinion(self) -> "Opinion | None":
        """The newest opinion that stands, drafted or given."""
        return next((each for each in reversed(self.opinions) if each.annulled_at is None), None)

    @property
    def given_opinion(self) -> "Opinion | None":
        """The opinion that was given and stands; a draft is the integrator's own affair."""
        opinion = self.opinion
        return opinion if opinion is not None and opinion.given_at is not None else None


class Opinion(Model):
    """¶ 11: the integrator's opinion on three criteria. A draft until the head gives it; a given one never changes."""

    __tablename__ = "opinion"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("automation_request.id"), index=True)
    favourable: Mapped[bool] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    # [{"key": "effectiveness", "score": 4, "grounds": "…", "documents": ["D-3"]}, …]
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONText)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # Set when the act that made it was annulled: the row stays, and no longer counts.
    annulled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    request: Mapped[AutomationRequest] = relationship(back_populates="opinions")
    drafted_by: Mapped[User] = relationship(foreign_keys=[drafted_by_id])
    given_by: Mapped[User | None] = relationship(foreign_keys=[given_by_id])
