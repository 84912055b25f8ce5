"""Structured logs, one JSON object per line, without names, addresses or form values."""

import logging.config
from typing import Any

import structlog

# Keys whose values could name a person or quote a text; they never reach a log line.
PERSONAL = frozenset(
    {"address", "body", "child", "email", "login", "name", "password", "recipient", "text", "title"}
)


def drop_personal(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace values under keys that could hold personal data."""
    return {key: "[weggelaten]" if key in PERSONAL else value for key, value in event.items()}


def exception_type_only(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep an exception's type and where it was raised; its message may quote a form value."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if not isinstance(error, BaseException):
        return event
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return {**event, "exception": type(error).__name__, "frames": frames[-8:]}


def configure(options: dict[str, Any]) -> None:
    """Set up logging; Django calls this with settings.LOGGING."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_personal,
        exception_type_only,
    ]
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False)
    if options["json"]:
        renderer = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        renderer,
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                "django.server": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},  # config.middleware logs every request
                "fontTools": {"level": "ERROR"},
                "weasyprint": {"level": "ERROR"},
                "celery.worker.strategy": {"level": "WARNING"},
            },
        }
    )
