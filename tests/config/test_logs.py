"""Log lines: one JSON object each, without anything that could name a person."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from celery import Celery
from django.conf import settings as product_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import logs

NAME, ADDRESS, TOKEN = "Noor Zomerdijk", "noor@example.org", "c3VwZXItZ2VoZWlt"


@pytest.fixture
def lines() -> Iterator[Any]:
    """Log as in production, and return what was written so far."""
    out = io.StringIO()
    logs.configure({"level": "INFO", "json": True})
    logging.getLogger().handlers[0].setStream(out)  # type: ignore[attr-defined]
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logs.configure(product_settings.LOGGING)


def fail(request: HttpRequest, token: str) -> HttpResponse:
    raise LookupError(f"{NAME} heeft geen {request.POST['email']}")


def succeed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("goed")


urlpatterns = [path("stuk/<str:token>/", fail), path("goed/", succeed)]
handler500 = "tests.config.test_logs.broken"


def broken(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("stuk", status=500)


def post(route: str, settings: Any) -> HttpResponse:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = (
        "tests.config.test_logs",
        ["config.middleware.RequestLogMiddleware"],
    )
    client = Client(raise_request_exception=False)
    return client.post(route, {"email": ADDRESS, "password": "Warme-Overdracht"})


def test_configure_writes_one_json_object_per_line(lines: Any) -> None:
    structlog.get_logger("proef").info("stap\ntwee", aantal=3)
    (line,) = lines()
    assert (line["event"], line["aantal"], line["level"], line["logger"]) == (
        "stap\ntwee",
        3,
        "info",
        "proef",
    )


def test_request_is_logged_with_a_number_and_without_values(lines: Any, settings: Any) -> None:
    response = post("/goed/?naam=Noor", settings)
    (line,) = lines()
    assert line["request_id"] == response["X-Request-ID"]
    assert {key: line[key] for key in ("event", "method", "route", "status", "role")} == {
        "event": "request",
        "method": "POST",
        "route": "goed/",
        "status": 200,
        "role": "",
    }


def test_failing_request_leaks_nothing_personal(lines: Any, settings: Any) -> None:
    post(f"/stuk/{TOKEN}/", settings)
    text = json.dumps(lines(), ensure_ascii=False)
    for secret in (NAME, ADDRESS, TOKEN, "Warme-Overdracht"):
        assert secret not in text


def test_failing_request_can_be_found_back(lines: Any, settings: Any) -> None:
    response = post(f"/stuk/{TOKEN}/", settings)
    failure, request = lines()
    assert (failure["exception"], failure["frames"][-1].split()[-1]) == ("LookupError", "fail")
    assert failure["request_id"] == request["request_id"] == response["X-Request-ID"]
    assert (request["status"], request["route"]) == (500, "stuk/<str:token>/")


@pytest.mark.parametrize("key", sorted(logs.PERSONAL))
def test_drop_personal_hides_the_value_at_any_depth(lines: Any, key: str) -> None:
    structlog.get_logger("proef").info("stap", **{key: NAME, "meer": {"diep": {key: NAME}}})
    assert NAME not in json.dumps(lines())


def test_drop_arguments_of_a_library(lines: Any) -> None:
    logging.getLogger("bibliotheek").warning("%s kreeg %d keer %r", NAME, 3, ADDRESS)
    logging.getLogger("bibliotheek").warning("100% %s")
    logging.getLogger("bibliotheek").warning("%(wie)s: %(n)d keer", {"wie": NAME, "n": 2})
    assert [line["event"] for line in lines()] == ["… kreeg 3 keer '…'", "100% %s", "…: 2 keer"]


def test_drop_arguments_of_a_line_that_was_all_arguments(lines: Any) -> None:
    logging.getLogger("bibliotheek").warning("%s: %s", NAME, ADDRESS)
    expected = "test_drop_arguments_of_a_line_that_was_all_arguments: …: …"
    assert lines()[0]["event"] == expected


def test_drop_arguments_keeps_what_servers_say_of_themselves(lines: Any) -> None:
    logging.getLogger("gunicorn.error").info("Listening at: %s (%s)", "http://0.0.0.0:8000", 7)
    assert lines()[0]["event"] == "Listening at: http://0.0.0.0:8000 (7)"


def test_drop_arguments_of_a_server_that_reports_an_exception(lines: Any) -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        logging.getLogger("gunicorn.error").exception("Error handling request %s", f"/x/{TOKEN}")
    (line,) = lines()
    assert (line["event"], line["exception"]) == ("Error handling request …", "ValueError")


def test_drop_arguments_of_a_library_that_quotes_the_exception(lines: Any) -> None:
    try:
        raise ValueError(NAME)
    except ValueError as error:
        logging.getLogger("django.security").error(str(error), exc_info=True)
    assert lines()[0]["event"] == "ValueError"


def test_exception_type_only_for_our_own_logger(lines: Any) -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        structlog.get_logger("proef").exception("stuk")
    (line,) = lines()
    assert (line["exception"], NAME in json.dumps(line)) == ("ValueError", False)


@pytest.fixture
def app() -> Celery:
    app = Celery("proef", broker="memory://", set_as_current=False)
    app.conf.task_ignore_result = True
    return app


def test_failing_task_logs_its_name_and_nothing_it_got(lines: Any, app: Celery) -> None:
    @app.task(name="proef.stuk", shared=False)
    def stuk(who: str) -> None:
        raise LookupError(who)

    stuk.apply(args=[NAME])
    failed, ended = lines()
    assert (failed["event"], failed["task"], failed["exception"]) == (
        "task.failed",
        "proef.stuk",
        "LookupError",
    )
    assert (ended["event"], ended["state"]) == ("task.ended", "FAILURE")
    assert NAME not in json.dumps([failed, ended])


def test_task_carries_the_number_of_the_request_that_asked_for_it(lines: Any, app: Celery) -> None:
    headers: dict[str, Any] = {}
    with structlog.contextvars.bound_contextvars(request_id="abc123"):
        logs._pass_request_on(headers=headers)

    @app.task(name="proef.goed", shared=False)
    def goed() -> None: ...

    goed.apply(headers=headers)
    (line,) = lines()
    assert (line["event"], line["request_id"]) == ("task.ended", "abc123")


def test_task_leaves_no_trace_in_the_lines_after_it(lines: Any, app: Celery) -> None:
    @app.task(name="proef.goed", shared=False)
    def goed() -> None: ...

    goed.apply()
    structlog.get_logger("proef").info("erna")
    assert "task" not in lines()[-1]
