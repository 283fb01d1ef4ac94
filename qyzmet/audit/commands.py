"""`qyzmet audit verify`."""

import json

import click

from qyzmet.commands.application import application


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(as_json: bool) -> None:
    """Walk the whole audit trail; say the first broken record and exit 1, if there is one."""
    from qyzmet.audit.verify import verify as verify_trail

    with application(reading=True):
        verdict = verify_trail()
    if as_json:
        fault = verdict.fault
        answer = {
            "records": verdict.records,
            "head": verdict.head.hex(),
            "fault": None if fault is None else {"record": fault.number, "what": fault.what},
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif verdict.fault is None:
        click.echo(f"{verdict.records} records, unbroken. Head: {verdict.head.hex()}")
    if verdict.fault is not None:
        raise click.ClickException(f"The audit trail is broken at {verdict.fault}.")
