"""Of an upload that is larger than any register nothing is kept but its name and size."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig

from config.upload_limit import LimitedUploadHandler


@pytest.fixture
def handler(settings: Any) -> LimitedUploadHandler:
    """Return the handler of somebody who signed in, at the start of a file."""
    settings.UPLOAD_MAX_BYTES = 10
    made = LimitedUploadHandler(SimpleNamespace(actor=object()))  # type: ignore[arg-type]
    made.new_file("file", "groot.csv", "text/csv", None)
    return made


def test_handler_passes_on_what_fits(handler: LimitedUploadHandler) -> None:
    handler.handle_raw_input(None, {}, 10, "x")
    assert handler.receive_data_chunk(b"1234567890", 0) == b"1234567890"
    assert handler.file_complete(10) is None


def test_handler_keeps_nothing_of_a_request_that_says_it_is_too_large(
    handler: LimitedUploadHandler,
) -> None:
    handler.handle_raw_input(None, {}, 11, "x")
    assert handler.receive_data_chunk(b"123", 0) is None


def test_handler_counts_what_really_comes_in(handler: LimitedUploadHandler) -> None:
    assert handler.receive_data_chunk(b"12345678", 0) == b"12345678"
    assert handler.receive_data_chunk(b"901", 8) is None
    left: Any = handler.file_complete(11)
    assert (left.name, left.size, left.read()) == ("groot.csv", 11, b"")


def test_handler_refuses_at_once_who_has_not_signed_in(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(RequestDataTooBig, match="groter dan 50 MB"):
        LimitedUploadHandler().handle_raw_input(None, {}, 11, "x")
