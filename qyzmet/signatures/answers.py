"""Reading what a server answers within a time and a size: nobody waits for one that goes on for ever."""

import http.client

from qyzmet import clock

# How long a server may be silent: until it is reached, and between two pieces.
SILENT_SECONDS = 10
_PIECE = 64 * 1024


def read(answer: http.client.HTTPResponse, largest: int, seconds: float) -> bytes:
    """All of the answer. Raises TimeoutError where it is not there in time, ValueError where it is larger."""
    until = clock.elapsed() + seconds
    found = bytearray()
    while piece := answer.read1(_PIECE):
        found += piece
        if len(found) > largest:
            raise ValueError("the answer is larger than any that is expected")
        if clock.elapsed() > until:
            raise TimeoutError("the answer takes too long")
    return bytes(found)
