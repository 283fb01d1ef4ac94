"""Where a page may send a browser next: to addresses of this site only."""

from urllib.parse import urlsplit

LONGEST = 2000


def is_local(path: str) -> bool:
    """Whether the text is a path of this site, in whatever way a browser may read it.

    Browsers take `\\` for `/` and drop tabs and line ends, so that a path may hold neither.
    """
    if not path.startswith("/") or path.startswith("//") or len(path) > LONGEST:
        return False
    if any(character == "\\" or character <= " " or character == "\x7f" for character in path):
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def local_or(path: str | None, otherwise: str) -> str:
    """The path if it is one of this site, else the other."""
    return path if path and is_local(path) else otherwise
