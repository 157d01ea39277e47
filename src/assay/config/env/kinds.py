"""Words that settings choose from, and the values that production refuses."""

from enum import StrEnum

DEVELOPMENT_KEY = "development-only-not-a-secret-development-only"
DEVELOPMENT_SEED = "0" * 63 + "1"
SECRET_LENGTH = 50
KEY_LENGTH = 32  # characters; 48 random bytes in base64 have 64
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
