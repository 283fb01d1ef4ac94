"""Read first of all: where processes of the tests find what another has compiled, how many files they may open."""

import gc
import resource
import sys
from pathlib import Path

# Half of what a process takes to start would be spent on compiling, where the environment lets Python keep nothing.
if sys.pycache_prefix is None:
    sys.pycache_prefix = str(Path(__file__).parent / ".build" / "bytecode")
sys.dont_write_bytecode = False

# What comes with the modules and the tests stays: while they are read, looking for garbage finds none and takes a fifth
# of the time. tests/conftest.py turns it on again before the first test.
gc.disable()

# Every kept world is a database of its own with its connections: together more open files than many systems allow.
_FILES = 8192
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if _soft < _FILES:
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (_FILES if _hard == resource.RLIM_INFINITY else min(_FILES, _hard), _hard)
    )
