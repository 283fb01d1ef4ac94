"""Ports for servers that tests start as processes of their own, which are told where to listen."""

import os
import random
import socket

# Below those that systems hand out by themselves: one of these might be somebody's connection before the server begins.
FIRST, AFTER_THE_LAST = 12_000, 32_000
_chance = random.Random(os.getpid())


def free_port() -> int:
    """A port of this machine that nobody listens on, another one each time."""
    while True:
        port = _chance.randrange(FIRST, AFTER_THE_LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
