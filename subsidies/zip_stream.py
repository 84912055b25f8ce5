"""A ZIP that is sent while it is made: memory holds one file of it at a time.

Files are stored as they are (a PDF is compressed already) with a fixed moment, so the same files
give the same bytes. Sizes stand before each file, so any program can read the ZIP.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator

MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP knows


class _Outlet(io.RawIOBase):
    """The end of a file that is not kept: what was taken is gone, what follows can be mended."""

    def __init__(self) -> None:
        super().__init__()
        self.gone, self.kept = 0, io.BytesIO()

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self.kept.write(data)

    def tell(self) -> int:
        return self.gone + self.kept.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < self.gone:
            raise OSError("what was sent cannot be changed")
        return self.gone + self.kept.seek(offset - self.gone)

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def take(self) -> bytes:
        """Return what was written since the last time."""
        data = self.kept.getvalue()
        self.gone += len(data)
        self.kept = io.BytesIO()
        return data


def zip_stream(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Return the pieces of a ZIP with these files, one a file and one for the list of them."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
            yield outlet.take()
    yield outlet.take()
