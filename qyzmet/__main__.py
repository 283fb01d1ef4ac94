"""`python -m qyzmet` is the command line `qyzmet`."""

from qyzmet.cli import main

main()
