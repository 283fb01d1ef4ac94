"""The procedure for everybody to read: the pages under `/about/procedure`, and what `make docs` writes."""
