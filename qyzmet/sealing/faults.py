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
