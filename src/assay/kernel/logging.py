"""Logs: one JSON object per line, with the ids of the work at hand, and nothing about people.

Lines from our code and from libraries take the same path, so the masking at its end is passed by all of them.
"""

import json
import logging
import logging.config
import sys
from collections.abc import MutableMapping
from typing import Any, override

import structlog

from assay.kernel import context
from assay.kernel.privacy import Private, mask

type Line = MutableMapping[str, Any]

_HIDDEN_KEYS = (
    "password",
    "secret",
    "token",
    "authorization",
    "cookie",
    "api_key",
    "email",
    "body",
    "payload",
    "task_kwargs",
    "call_string",
)
_DROPPED_KEYS = frozenset(
    {"request", "job", "worker"}
)  # objects that libraries attach to a line; their text is not ours to vouch for
_OWN_KEYS = frozenset(
    {"timestamp", "level", "exc_info", "stack_info", "_record", "_from_structlog"}
)  # made by logging itself
_DEPTH = 6
# What JSON leaves as it is, although readers break lines at it, terminals obey it, or it turns the text around.
_ESCAPED = {
    code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
}


def get_logger(name: str = "assay") -> structlog.stdlib.BoundLogger:
    """Return the logger; call it with an event in the past tense and fields: ``log.info("idea archived", idea=id)``."""
    return structlog.stdlib.get_logger(name)


def bind_ids(_logger: object, _method: str, line: Line) -> Line:
    """Add request, person, workspace and job of the present work."""
    for name, value in context.for_logs().items():
        line.setdefault(name, value)
    return line


def mask_private(_logger: object, _method: str, line: Line) -> Line:
    """Mask every text in the line, also inside lists, mappings and rendered tracebacks."""
    for key in [key for key in line if key in _DROPPED_KEYS and not isinstance(line[key], str | int)]:
        del line[key]
    return {key: value if key in _OWN_KEYS else _masked(key, value, _DEPTH) for key, value in line.items()}


def _masked(key: str, value: object, depth: int) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Private):
        return value.masked()
    if any(hidden in key.lower() for hidden in _HIDDEN_KEYS):
        return "***"
    if isinstance(value, dict) and depth:
        return {str(name): _masked(str(name), inner, depth - 1) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [_masked("", inner, depth - 1) for inner in value]
    return mask(str(value))


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    bind_ids,
]


def configure(*, level: str, is_json: bool) -> None:
    """Set up structlog and the standard library's logging to write masked lines to standard output."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            mask_private,  # here too, so that no handler that somebody adds sees more than the formatter lets through
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # tests look at sinks that they swap in
    )
    logging.config.dictConfig({
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "assay.kernel.logging.formatter", "is_json": is_json}},
        "filters": {"ours": {"()": "assay.kernel.logging.SaidByUs"}},
        "handlers": {
            "stdout": {"class": "assay.kernel.logging.StdoutHandler", "formatter": "line", "filters": ["ours"]},
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"level": level, "propagate": True, "handlers": []},
            "django.server": {"level": "WARNING", "propagate": True, "handlers": []},
            "django.request": {"level": "CRITICAL", "propagate": True},  # RequestMiddleware writes that line, with ids
            "django.db.backends": {"level": "WARNING", "propagate": True},  # statements carry people's data
            "procrastinate": {"level": "WARNING", "propagate": True},  # its lines repeat a job's arguments
            "psycopg.pool": {"level": "ERROR", "propagate": True},
        },
    })  # fmt: skip


def formatter(*, is_json: bool) -> logging.Formatter:
    """Return the formatter every line passes, ours and those of libraries."""
    last: Any = (
        structlog.processors.JSONRenderer(serializer=_dump) if is_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask_private,
            last,
        ],
    )


class SaidByUs(logging.Filter):
    """Drops the queue's lines about single jobs: ``kernel.jobs`` says the same without the arguments."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.name.startswith("procrastinate") and str(getattr(record, "action", "")).startswith("job_"))


class StdoutHandler(logging.StreamHandler[Any]):
    """Writes to whatever standard output is at that moment."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stdout
        super().emit(record)


def _dump(line: Line, **_: object) -> str:
    return json.dumps(line, default=str, ensure_ascii=False).translate(_ESCAPED)
