"""Where data lies."""

from dataclasses import dataclass, field

from assay.config import variables
from assay.kernel.privacy import Secret


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Where data lies."""

    database_url: Secret = field(
        metadata=variables.described(
            variables.address("postgres", "postgresql"),
            example="postgresql://assay:password@db.internal:5432/assay?sslmode=verify-full",
            about="The PostgreSQL database. Its role owns no table, is no superuser, does not bypass row security.",
        )
    )
    database_service_role: str = field(
        metadata=variables.described(
            variables.text,
            example="assay_service",
            about="Whom `assay migrate` lets read and write rows: the role that DATABASE_URL signs in as or is in.",
            default="assay_service",
        )
    )
    db_pool_size: int = field(
        metadata=variables.described(
            variables.count(1, 500),
            example="16",
            about="Connections a process keeps at most; not fewer than its threads.",
            default="16",
        )
    )
    db_pool_timeout_ms: int = field(
        metadata=variables.described(
            variables.count(50, 30_000),
            example="1500",
            about="How long a request waits for a free connection before it is answered 503.",
            default="1500",
        )
    )
    db_statement_timeout_ms: int = field(
        metadata=variables.described(
            variables.count(100, 600_000),
            example="15000",
            about="A statement that takes longer is cancelled.",
            default="15000",
        )
    )
    db_lock_timeout_ms: int = field(
        metadata=variables.described(
            variables.count(10, 600_000),
            example="3000",
            about="A statement that waits longer for a lock is cancelled.",
            default="3000",
        )
    )
    valkey_url: Secret = field(
        metadata=variables.described(
            variables.address("redis", "rediss", "valkey", "valkeys"),
            example="rediss://:password@cache.internal:6379/0",
            about="The Valkey or Redis server for cache and limits. Losing it costs speed, not sign-in.",
        )
    )
