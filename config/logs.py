"""Structured logs, one JSON object per line, without names, addresses or form values."""

import logging.config
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from celery import signals

# Keys whose values could name a person or quote a text; they never reach a log line.
PERSONAL = frozenset(
    {"address", "body", "child", "email", "login", "name", "password", "recipient", "text", "title"}
)
# Loggers of others whose messages name hosts and processes only.
TRUSTED = ("celery.apps", "celery.beat", "celery.worker", "gunicorn.error")
REQUEST_ID = "request_id"
tasks_logger = structlog.get_logger("config.tasks")


def drop_personal(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace values under keys that could hold personal data, at any depth."""
    return {key: _impersonal(key, value) for key, value in event.items()}


def _impersonal(key: str, value: Any) -> Any:
    if key in PERSONAL:
        return "[weggelaten]"
    if isinstance(value, Mapping) and not key.startswith("_"):
        return {inner: _impersonal(str(inner), part) for inner, part in value.items()}
    return value


def drop_arguments(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep of a library's line its fixed text and its numbers; the rest may quote what it got.

    "Internal Server Error: /account/wachtwoord/TOKEN/" becomes "Internal Server Error: …".
    """
    arguments = event.pop("positional_args", ())
    record = event["_record"]
    is_trusted = record.name.startswith(TRUSTED) and not event.get("exc_info")
    text = _filled(str(record.msg), arguments, is_trusted=is_trusted)
    error = record.exc_info[1] if record.exc_info else sys.exc_info()[1]
    if not is_trusted and error is not None and str(error) and str(error) in text:
        text = type(error).__name__
    if not any(char.isalpha() for char in text):
        text = f"{record.funcName}: {text}"
    return {**event, "event": text}


def _filled(text: str, arguments: Any, *, is_trusted: bool) -> str:
    if not arguments:
        return text
    values: Any
    if isinstance(arguments, Mapping):
        values = {k: v if is_trusted else _number(v) for k, v in arguments.items()}
    else:
        values = tuple(v if is_trusted else _number(v) for v in arguments)
    try:
        return str(text % values)
    except (TypeError, ValueError):
        return text


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) else "…"


def exception_type_only(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep an exception's type and where it was raised; its message may quote a form value."""
    info = event.pop("exc_info", None)
    info = sys.exc_info() if info is True else info
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
    logging.config.dictConfig(_handling(shared, renderer, options["level"]))


def _handling(shared: list[Any], renderer: Any, level: str) -> dict[str, Any]:
    """Return the lines of libraries in the same form as ours, and how much of whom we keep."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [drop_arguments, *shared],
                "pass_foreign_args": True,
                "use_get_message": False,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},  # config.middleware logs every request
            "fontTools": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "CRITICAL"},  # connect_tasks logs every task
        },
    }


def connect_tasks() -> None:
    """Log every task of Celery: its name, its outcome, and the request that asked for it."""
    signals.before_task_publish.connect(_pass_request_on, weak=False)
    signals.task_prerun.connect(_task_starts, weak=False)
    signals.task_failure.connect(_task_failed, weak=False)
    signals.task_postrun.connect(_task_ended, weak=False)


def _pass_request_on(headers: dict[str, Any] | None = None, **_kwargs: Any) -> None:
    request_id = structlog.contextvars.get_contextvars().get(REQUEST_ID)
    if headers is not None and request_id:
        headers[REQUEST_ID] = request_id


def _task_starts(task: Any = None, task_id: str = "", **_kwargs: Any) -> None:
    request_id = (task.request.headers or {}).get(REQUEST_ID)
    found = {REQUEST_ID: request_id} if request_id else {}
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id, **found)


def _task_failed(exception: BaseException | None = None, **_kwargs: Any) -> None:
    tasks_logger.error("task.failed", exc_info=exception)


def _task_ended(state: str | None = None, **_kwargs: Any) -> None:
    tasks_logger.info("task.ended", state=state)
    structlog.contextvars.unbind_contextvars("task", "task_id", REQUEST_ID)
