"""Keeps of an upload that is larger than any register nothing but its name and size."""

import io
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _


class LimitedUploadHandler(FileUploadHandler):
    """First of the upload handlers: counts, and lets the next ones keep the file.

    What comes in above the limit is read and let go, so that the form can come back with a
    sentence. Who has not signed in has no file to send and is refused at once.
    """

    received = 0
    is_too_large = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Note that a request says it is too large."""
        self._count(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Count what really comes in, and pass it on; above the limit nobody gets it."""
        self.received += len(raw_data)
        self._count(self.received)
        return None if self.is_too_large else raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Leave the file to the next handler; of one that is too large only name and size stay."""
        if not self.is_too_large:
            return None
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, self.received)

    def _count(self, size: int) -> None:
        """Raises: RequestDataTooBig: too large, from who has not signed in."""
        if size <= settings.UPLOAD_MAX_BYTES:
            return
        if getattr(self.request, "actor", None) is None:
            raise RequestDataTooBig(_("Dit bestand is groter dan 50 MB."))
        self.is_too_large = True
