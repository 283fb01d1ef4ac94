"""The tests. A package of its own name comes along with gostcrypto, and would hide a folder without this file."""
