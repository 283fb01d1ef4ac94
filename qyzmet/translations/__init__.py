"""Kazakh and Russian texts: one fragment an area and language, merged and compiled by `build`."""
