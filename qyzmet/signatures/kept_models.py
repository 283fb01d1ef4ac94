"""What is kept of signatures: manifests for as long as they can be signed, signatures for ever, those of acts that
nobody is to see yet apart.

Nothing of a bid stands here before its opening: until then its manifests and signatures lie inside of its seal.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import JSONText, Key, Model, UTCDateTime


class KeptManifest(Model):
    """A manifest that somebody has asked for: it can be signed until it expires, and be used once."""

    __tablename__ = "kept_manifest"
    __table_args__ = (Index("ix_kept_manifest_procedure_id_user_id", "procedure_id", "user_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    action: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    # An act was signed by it.
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class Signature(Model):
    """The signature of an act, for ever: what was signed, the CMS, the certificate, and how and when it was checked."""

    __tablename__ = "signature"

    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    manifest: Mapped[str] = mapped_column(Text)
    # DER, both.
    cms: Mapped[bytes] = mapped_column(LargeBinary)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    # As the certificate says them. The number in hexadecimal.
    number: Mapped[str] = mapped_column(String(80))
    signer: Mapped[str] = mapped_column(String(500))
    iin: Mapped[str] = mapped_column(String(12))
    bin: Mapped[str] = mapped_column(String(12))
    # Which right the act needed (`checking.Right`), so that all can be checked again.
    right: Mapped[str] = mapped_column(String(16))
    # How it was checked (`checking.Checked.as_data`): the answer about revocation, the algorithm, the time stamp.
    checked: Mapped[dict[str, Any]] = mapped_column(JSONText)
    checked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # What the newest check of all found (`qyzmet signatures verify`).
    valid: Mapped[bool] = mapped_column(default=True)


class UnshownSignature(Model):
    """A signed act that nobody is to see yet, as the points of a member: it becomes an act when it is shown."""

    __tablename__ = "unshown_signature"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    case: Mapped[str] = mapped_column(String(120), default="")
    party: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    state: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]] = mapped_column(JSONText)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # The signature (`kept.as_data`).
    signature: Mapped[dict[str, Any]] = mapped_column(JSONText)


class UnshownAttempt(Model):
    """A signature of such an act that was not taken: the trail tells of it when the act is shown."""

    __tablename__ = "unshown_attempt"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    check: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str | None] = mapped_column(String(64))
