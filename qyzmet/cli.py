"""The command line `qyzmet`. Each subcommand is loaded when it is called, so that `qyzmet due` starts at once."""

import sys
from importlib import import_module

import click

from qyzmet import __version__

# Subcommand: module and the name of its command there.
COMMANDS: dict[str, str] = {
    "serve": "qyzmet.commands.serving:serve",
    "web": "qyzmet.commands.serving:web",
    "worker": "qyzmet.deadlines.worker.commands:worker",
    "init": "qyzmet.commands.init:init",
    "demo": "qyzmet.demo.commands:demo",
    "due": "qyzmet.deadlines.calculator.commands:due",
    "between": "qyzmet.deadlines.calculator.commands:between",
    "calendar": "qyzmet.commands.calendar:calendar",
    "user": "qyzmet.people.administration.commands:user",
    "organisation": "qyzmet.people.administration.commands:organisation",
    "token": "qyzmet.people.accounts.commands:token",
    "audit": "qyzmet.audit.commands:audit",
    "search": "qyzmet.search.commands:search",
    "backup": "qyzmet.operations.commands:backup",
    "restore": "qyzmet.operations.commands:restore",
    "seal-key": "qyzmet.sealing.key.commands:seal_key",
    "signatures": "qyzmet.signatures.commands:signatures",
}
# Those that count days take the calendar from the database where there is one.
_COUNTING = frozenset({"due", "between", "calendar"})


class LazyGroup(click.Group):
    """A group whose commands are imported by name when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in _COUNTING:
            _count_with_the_database()
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - our own table above.
        return command


def _count_with_the_database() -> None:
    from qyzmet.deadlines.calculator import commands
    from qyzmet.deadlines.calendar import command_line

    commands.use_calendar(command_line.calendar)


@click.command(cls=LazyGroup)
@click.version_option(__version__, prog_name="qyzmet")
def group() -> None:
    """Qyzmet: from a state body's request to a service in the public catalogue."""


def main() -> None:
    """The entry point. Exit 0 done; 1 failed, with one clear line on stderr; 2 wrong usage."""
    try:
        group.main(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit("Stopped.")
    except BrokenPipeError:
        # The reader of our output went away, as `head` does.
        sys.stderr.close()
        sys.exit(1)
