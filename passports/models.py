"""Function passports: each version of one is a procedure of its own."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.procedure.models import Procedure


class FunctionPassport(Procedure):
    """A version of the passport of a state body's function; `data` is what it says, in the names of the contract."""

    __tablename__ = "function_passport"
    room = "passports"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    # The first version of the same passport; None of the first one itself.
    family_id: Mapped[int | None] = mapped_column(ForeignKey("function_passport.id"), index=True)
    # The version whose place it takes.
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("function_passport.id"), index=True)
    passport_version: Mapped[int] = mapped_column(default=1)
    # The first and the last day on which it holds.
    in_force_from: Mapped[dt.date | None] = mapped_column(Date)
    in_force_until: Mapped[dt.date | None] = mapped_column(Date)

    predecessor: Mapped["FunctionPassport | None"] = relationship(
        foreign_keys=[predecessor_id], remote_side=[id], join_depth=1
    )
    # The drafts and versions that are to take its place, or took it, the oldest first.
    successors: Mapped[list["FunctionPassport"]] = relationship(
        primaryjoin="FunctionPassport.id == remote(foreign(FunctionPassport.predecessor_id))",
        order_by="FunctionPassport.id",
        viewonly=True,
        join_depth=1,
    )

    __mapper_args__: Any = {  # noqa: RUF012 - SQLAlchemy reads it as it stands.
        "polymorphic_identity": "passports",
        "inherit_condition": id == Procedure.id,
    }

    @property
    def family(self) -> int:
        """The id of the first version."""
        return self.family_id or self.id

    @property
    def successor(self) -> "FunctionPassport | None":
        """The newest draft or version that is to take its place, or took it, without those that were withdrawn."""
        return next((each for each in reversed(self.successors) if each.state != "withdrawn"), None)
