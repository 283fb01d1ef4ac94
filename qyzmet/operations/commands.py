"""`qyzmet backup FILE` and `qyzmet restore FILE`."""

from pathlib import Path

import click

from qyzmet.commands.application import application

_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@_file
def backup(file: Path) -> None:
    """Write the database and all documents to FILE, consistent, while everything runs.

    FILE must not exist. Exit 1, with the backup written, when documents are missing in the storage.
    """
    from qyzmet.operations import archive
    from qyzmet.operations import backup as taking

    with application(reading=True) as app:
        try:
            manifest = taking.take(file.absolute(), app.config["QYZMET"])
        except archive.BackupError as error:
            raise click.ClickException(str(error)) from error
    rows = sum(manifest.rows.values())
    documents = sum(name.startswith("documents/") for name in manifest.members)
    click.echo(f"{file}: {rows} rows of {len(manifest.rows)} tables and {documents} documents.")
    lost = [*manifest.missing, *manifest.damaged]
    if lost:
        raise click.ClickException(
            f"{file} is written, but the storage lacks or has damaged {len(lost)} of the documents, first {lost[0]}."
        )


@click.command()
@_file
@click.option("--replace", is_flag=True, help="Delete what the database holds now.")
@click.option("--broken-trail", is_flag=True, help="Restore also when the audit trail in FILE does not verify.")
def restore(file: Path, replace: bool, broken_trail: bool) -> None:
    """Put a backup in the place of the database and the documents. Stop the web and worker processes first.

    The file is checked whole before anything is changed. It may come from SQLite or PostgreSQL.
    """
    from qyzmet.operations import archive
    from qyzmet.operations import restore as restoring

    with application(checked=False) as app:
        try:
            done = restoring.put_back(file.absolute(), app, replace=replace, broken_trail=broken_trail)
        except archive.BackupError as error:
            raise click.ClickException(str(error)) from error
    for table, count in sorted(done.manifest.rows.items()):
        if count:
            click.echo(f"{table}: {count}")
    click.echo(f"documents: {done.documents}")
    verdict = done.verdict
    if verdict.fault is not None:
        raise click.ClickException(f"Restored, with an audit trail that is broken at {verdict.fault}.")
    click.echo(f"Audit trail: {verdict.records} records, unbroken. Head: {verdict.head.hex()}")
    lost = [*done.manifest.missing, *done.manifest.damaged]
    if lost:
        raise click.ClickException(f"Restored, but the backup lacks {len(lost)} of the documents, first {lost[0]}.")
