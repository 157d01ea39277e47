"""`assay migrate`: brings the tables up to date, as their owner, and says what the serving role may (ADR 33)."""

from urllib.parse import unquote, urlsplit

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from assay.config.commands.ready import ready
from assay.config.vault import source
from assay.config.vault.outside import refuse_unsafe
from assay.kernel import grants
from assay.kernel.db import login, sign_in_as, wait_until_ready, without_limits
from assay.kernel.vault.faults import VaultFault
from assay.launch.trouble import Trouble

OWNER = "database-owner-url"


@click.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    ready()
    serving = login()
    _become_owner()
    wait_until_ready()
    with without_limits():  # a table of any size may be changed; requests stay limited
        call_command("migrate", interactive=False, verbosity=1)
    _let_serve(serving)


def _become_owner() -> None:
    """Sign in as the owner from now on, where one is named. Raises Trouble when that is another database."""
    try:
        found = source.keeper().fetch([OWNER]).get(OWNER)
    except VaultFault as error:
        raise Trouble(f"{OWNER} cannot be read: {error}. Nothing was changed.") from None
    if found is None:
        return
    refuse_unsafe(OWNER, found.used.value)
    owner, ours = urlsplit(found.used.value.reveal()), connection.settings_dict
    if (owner.hostname, owner.port or 5432, owner.path.lstrip("/")) != (
        ours["HOST"],
        int(ours["PORT"] or 5432),
        ours["NAME"],
    ):
        raise Trouble("DATABASE_OWNER_URL and DATABASE_URL name two databases. Only the login in them may differ.")
    sign_in_as(unquote(owner.username or ""), unquote(owner.password or ""))


def _let_serve(serving: str) -> None:
    """Say what the serving role may. Raises Trouble when there is nobody to say it to."""
    role = settings.DATABASE_SERVICE_ROLE
    if grants.role_exists(role):
        grants.give(role)
        click.echo(f"{role} may read and write rows.")
    elif login() != serving:
        raise Trouble(
            f"The tables are up to date, and there is no role {role} that could serve from them. Make it, or name "
            "another one in DATABASE_SERVICE_ROLE, and run this again (docs/operate/README.md)."
        )
    else:
        click.echo(f"{serving} owns the tables it serves from. Production wants two roles (docs/operate/README.md).")
