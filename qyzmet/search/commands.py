"""`qyzmet search rebuild`."""

import click

from qyzmet.commands.application import application


@click.group()
def search() -> None:
    """The index of search."""


@search.command()
def rebuild() -> None:
    """Index every procedure anew. People may go on working meanwhile."""
    from qyzmet.search import indexing

    with application():
        count = indexing.rebuild()
    click.echo(f"{count} procedures indexed.")
