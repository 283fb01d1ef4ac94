"""Read first of all: where every process of the tests finds what another, or an earlier run, has compiled."""

import sys
from pathlib import Path

# Half of what a process takes to start would be spent on compiling, where the environment lets Python keep nothing.
if sys.pycache_prefix is None:
    sys.pycache_prefix = str(Path(__file__).parent / ".build" / "bytecode")
sys.dont_write_bytecode = False
