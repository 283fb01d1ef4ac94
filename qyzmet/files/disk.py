"""Telling that a disk is full, whoever found it out: a file, SQLite or PostgreSQL."""

import errno

from sqlalchemy.exc import DBAPIError

STATUS = 507
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_POSTGRESQL_DISK_FULL = "53100"
_SQLITE_FULL = "database or disk is full"
_MOST_CAUSES = 10


def is_full(error: BaseException | None) -> bool:
    """Whether an error came of a full disk, itself or what caused it."""
    for _each in range(_MOST_CAUSES):
        if error is None:
            return False
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, DBAPIError):
            sqlstate = getattr(error.orig, "sqlstate", None)
            if sqlstate == _POSTGRESQL_DISK_FULL or _SQLITE_FULL in str(error.orig):
                return True
        error = error.__cause__ or error.__context__
    return False
