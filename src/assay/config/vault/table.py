"""Every secret of the product. `docs/operate/secrets.md` shows this table; a test compares them, and Env with both."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from assay.config.vault.kinds import Given, GivenKeys, Keys, Kind, Login, NumberedKeys, Password, Seed, SigningKey

AT_ONCE: Final = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A secret: what it is for, how it is changed, and how long a version may live.

    ``overlap``: how long the former version is still accepted after a change, unless somebody says ``--now``.
    ``is_operators``: only commands of operators read it; web and worker never do, and need not be allowed to.
    """

    name: str
    about: str
    change: str
    kind: Kind
    max_age: timedelta
    overlap: timedelta = AT_ONCE
    is_needed: bool = True
    is_operators: bool = False
    readers: str = "web, worker"


SECRETS: Final = (
    Listed(
        name="secret-key",
        about="signs links in mails, sessions and forms",
        change="a random key; sessions go over to it when they are used next",
        kind=SigningKey("SECRET_KEY", 64, "SECRET_KEY_FALLBACKS"),
        max_age=timedelta(days=180),
        overlap=timedelta(days=30),  # the longest session
    ),
    Listed(
        name="master-keys",
        about="wraps the data keys of people and workspaces",
        change="a random key; every data key is wrapped anew",
        kind=Keys("MASTER_KEYS", 48),
        max_age=timedelta(days=365),
        overlap=timedelta(days=35),  # backups made before the change are still opened by it
    ),
    Listed(
        name="index-keys",
        about="hashes addresses so that they can be found",
        change="a random key under the next number; every address is hashed anew",
        kind=NumberedKeys("INDEX_KEYS", 48),
        max_age=timedelta(days=365),
        overlap=timedelta(days=35),  # hashes in mails and facts are found by the former one until they are purged
    ),
    Listed(
        name="audit-signing-key",
        about="signs the audit log's checkpoints",
        change="a random seed; the public half of the former one is kept for good",
        kind=Seed("AUDIT_SIGNING_KEY", 32, "AUDIT_FORMER_KEYS"),
        max_age=timedelta(days=365),
    ),
    Listed(
        name="database-url",
        about="opens PostgreSQL",
        change="two roles take turns: the idle one gets a new password, everybody goes over, the former one is closed",
        kind=Login("DATABASE_URL"),
        max_age=timedelta(days=90),
    ),
    Listed(
        name="valkey-url",
        about="opens Valkey",
        change="the user gets a second password, everybody goes over, the former one is taken away",
        kind=Password("VALKEY_URL"),
        max_age=timedelta(days=90),
    ),
    Listed(
        name="smtp-url",
        about="hands mail over to the mail service",
        change="the service gives out a second credential, brought by --value-from; close the former one there",
        kind=Given("SMTP_URL"),
        max_age=timedelta(days=180),
    ),
    Listed(
        name="google-client-secret",
        about="proves us to Google when somebody comes in with it",
        change="made there beside the former one, brought by --value-from; then delete the former one there",
        kind=Given("GOOGLE_CLIENT_SECRET"),
        max_age=timedelta(days=365),
        is_needed=False,
    ),
    Listed(
        name="microsoft-client-secret",
        about="proves us to Microsoft when somebody comes in with it",
        change="made there beside the former one, brought by --value-from; then delete the former one there",
        kind=Given("MICROSOFT_CLIENT_SECRET"),
        max_age=timedelta(days=365),
        is_needed=False,
    ),
    Listed(
        name="github-client-secret",
        about="proves us to GitHub when somebody comes in with it",
        change="made there beside the former one, brought by --value-from; then delete the former one there",
        kind=Given("GITHUB_CLIENT_SECRET"),
        max_age=timedelta(days=365),
        is_needed=False,
    ),
    Listed(
        name="stripe-secret-key",
        about="asks Stripe for pages of payment, and for what became of them",
        change="made in its dashboard beside the former one, brought by --value-from; then expire the former one there",
        kind=Given("STRIPE_SECRET_KEY"),
        max_age=timedelta(days=365),
        is_needed=False,
    ),
    Listed(
        name="stripe-webhook-secrets",
        about="proves that an event comes from Stripe",
        change="rolled in its dashboard with a day's overlap, brought by --value-from; both are accepted meanwhile",
        kind=GivenKeys("STRIPE_WEBHOOK_SECRETS"),
        max_age=timedelta(days=365),
        overlap=timedelta(days=1),  # as long as Stripe signs with both, at most
        is_needed=False,
    ),
    Listed(
        name="metrics-token",
        about="lets Prometheus read /metrics",
        change="a random token; both are accepted until Prometheus has the new one",
        kind=Keys("METRICS_TOKEN", 32),
        max_age=timedelta(days=90),
        overlap=timedelta(days=1),
        is_needed=False,
    ),
    Listed(
        name="database-owner-url",
        about="owns the tables: changes them, and says what the serving role may",
        change="it sets its own password",
        kind=Password("DATABASE_OWNER_URL"),
        max_age=timedelta(days=90),
        is_needed=False,
        is_operators=True,
        readers="assay migrate",
    ),
    Listed(
        name="database-admin-url",
        about="sets passwords of the database's two roles",
        change="it sets its own password",
        kind=Password("DATABASE_ADMIN_URL"),
        max_age=timedelta(days=90),
        is_needed=False,
        is_operators=True,
        readers="assay rotate",
    ),
    Listed(
        name="valkey-admin-url",
        about="sets passwords of Valkey's user",
        change="it gives itself a second password and takes the former one away",
        kind=Password("VALKEY_ADMIN_URL"),
        max_age=timedelta(days=90),
        is_needed=False,
        is_operators=True,
        readers="assay rotate",
    ),
)
NAMES: Final = tuple(one.name for one in SECRETS)
OF_PROCESSES: Final = tuple(one for one in SECRETS if not one.is_operators)


def find(name: str) -> Listed | None:
    """Return the secret of that name."""
    return next((one for one in SECRETS if one.name == name), None)
