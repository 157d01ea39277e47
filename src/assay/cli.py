"""`assay`: one command per part.

A command's module is loaded when it is called, so that `assay status` knows no Django and a broken part
stops nobody from reading the logs.
"""

import importlib
import importlib.util
import sys
from typing import Final, NamedTuple, override

import click

from assay.launch import console, surroundings
from assay.launch.trouble import Trouble


class Command(NamedTuple):
    """Where a command lies, and its line in the list; it bears its own name there unless `attribute` says otherwise."""

    module: str
    says: str
    attribute: str = ""


COMMANDS: Final = {
    "up": Command("assay.launch.commands", "Start everything on this machine and show its address."),
    "down": Command("assay.launch.commands", "Stop what `assay up` started."),
    "alive": Command("assay.launch.alive", "Fail when the web process does not answer."),
    "status": Command("assay.launch.commands", "Show the running parts."),
    "logs": Command("assay.launch.commands", "Show the end of one log, or of all."),
    "validate": Command(
        "assay.config.files", "Judge one idea from a file, without database or network.", "validate_command"
    ),
    "discover": Command("assay.config.files", "Find ideas for a profile from a file, likewise.", "discover_command"),
    "schemas": Command("assay.config.files", "Write the JSON Schemas of those files.", "schemas_command"),
    "serve": Command("assay.config.commands.serve", "Run the web process."),
    "worker": Command("assay.config.commands.worker", "Run the process that works through the jobs."),
    "sandbox": Command("assay.config.commands.sandbox", "Run the stand-ins for other people's computers."),
    "migrate": Command("assay.config.commands.migrate", "Bring the database's tables up to date."),
    "billing": Command("assay.config.commands.billing", "Publish prices, replay the payment processor's events."),
    "seed": Command("assay.config.commands.seed", "Fill an empty database with demo accounts and ideas."),
    "secrets": Command("assay.config.commands.secrets", "List the secrets and their age; put one where it belongs."),
    "rotate": Command("assay.config.commands.rotate", "Change a secret while everything runs."),
    "check": Command("assay.config.commands.check", "Check the configuration."),
    "readiness": Command("assay.config.commands.readiness", "Show which promises have fresh evidence."),
    "staff": Command("assay.config.commands.staff", "Give and take the duties of people who work for the service."),
    "audit": Command("assay.config.commands.audit", "Sign for the audit log, or export it."),
    "verify-audit": Command("assay.config.commands.audit", "Check the audit log against its witness.", "verify_audit"),
    "weaknesses": Command("assay.config.commands.weaknesses", "Ask for what is known against all that runs here."),
    "privacy": Command("assay.config.commands.privacy", "Keep erased what was erased, after a restore too."),
    "django": Command("assay.config.commands.django", "Run one of Django's management commands."),
}


def here() -> dict[str, Command]:
    """The commands of this installation: the image leaves out what only development needs."""
    return {name: command for name, command in COMMANDS.items() if importlib.util.find_spec(command.module)}


class Lazy(click.Group):
    """Knows every command's name and line; imports only the one that is called."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(here())

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = here().get(cmd_name)
        if command is None:
            return None
        found = getattr(importlib.import_module(command.module), command.attribute or cmd_name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{cmd_name} in {command.module} is not a command")
        return found

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.says) for name, command in here().items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def assay() -> None:
    """Discover business ideas that fit you, validate one, and get a report you can act on."""


def main() -> None:
    try:
        surroundings.adopt()
        assay()
    except Trouble as trouble:
        console.problem(str(trouble))
        sys.exit(1)


if __name__ == "__main__":
    main()
