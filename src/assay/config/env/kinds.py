"""Words that settings choose from, and the values that production refuses."""

from enum import StrEnum

DEVELOPMENT_KEY = "development-only-not-a-secret-development-only"
SECRET_LENGTH = 50
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


class Mode(StrEnum):
    """Where the process runs."""

    DEV = "dev"
    TEST = "test"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """How log lines look: for machines or for eyes."""

    JSON = "json"
    CONSOLE = "console"


class LogLevel(StrEnum):
    """The least weight a line needs to be written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
