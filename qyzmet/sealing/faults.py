"""What can go wrong with sealed matter and with the key that opens it."""


class SealBroken(Exception):
    """Something sealed does not open: another key or another context, or it was cut, changed or put together anew.

    The text never says which of these it is, nor anything of what is inside.
    """

    def __init__(self, what: str = "This cannot be opened: it was sealed under another key, or was changed.") -> None:
        super().__init__(what)


class KeyFileError(Exception):
    """The file of the seal key cannot be used; the text is one line that says what to do."""


class KeyFileMissing(KeyFileError):
    """There is no such file."""


class KeyFileUnnamed(KeyFileError):
    """No setting says where the key lies."""

    def __init__(self) -> None:
        super().__init__(
            "QYZMET_SEAL_KEY_FILE is not set. In production it names a file outside the instance folder, as in "
            "/etc/qyzmet/seal-key: the key that opens bids is kept apart from database and documents."
        )
