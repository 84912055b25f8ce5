"""An upload that is larger than any register is stopped on its way in."""

from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig

from config.upload_limit import LimitedUploadHandler


@pytest.fixture
def handler(settings: Any) -> LimitedUploadHandler:
    settings.UPLOAD_MAX_BYTES = 10
    return LimitedUploadHandler()


def test_handler_passes_on_what_fits(handler: LimitedUploadHandler) -> None:
    handler.handle_raw_input(None, {}, 10, "x")
    assert handler.receive_data_chunk(b"1234567890", 0) == b"1234567890"
    assert handler.file_complete(10) is None


def test_handler_refuses_a_request_that_says_it_is_too_large(
    handler: LimitedUploadHandler,
) -> None:
    with pytest.raises(RequestDataTooBig, match="groter dan 50 MB"):
        handler.handle_raw_input(None, {}, 11, "x")


def test_handler_counts_what_really_comes_in(handler: LimitedUploadHandler) -> None:
    handler.receive_data_chunk(b"12345678", 0)
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"901", 8)
