"""Stops an upload that is larger than any register, before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _


class LimitedUploadHandler(FileUploadHandler):
    """First of the upload handlers: counts, and lets the next ones keep the file."""

    received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a request that says it is too large."""
        self._refuse_above(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count what really comes in, and pass it on."""
        self.received += len(raw_data)
        self._refuse_above(self.received)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""

    def _refuse_above(self, size: int) -> None:
        if size > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig(_("Dit bestand is groter dan 50 MB."))
