"""A file without what nobody sees, written by a process of its own; knows no Django.

Run as: python -m children.bare_files < given > bare; ends with the code of a `Fault`.
"""

import sys

from children.bare_faults import Fault, FaultError
from children.bare_pdfs import bare_pdf
from children.bare_pictures import repainted
from partners import apart

MAX_MEMORY = 1024**3


def bare(raw: bytes) -> bytes:
    """Return a PDF, JPEG or PNG as its pages or pixels. Raises: FaultError."""
    return bare_pdf(raw) if raw.startswith(b"%PDF-") else repainted(raw)


def main() -> int:
    """Write the file that is given, within limits."""
    apart.limit(MAX_MEMORY)
    try:
        kept = bare(sys.stdin.buffer.read())
    except FaultError as error:
        return error.fault
    except MemoryError:
        return Fault.HEAVY
    sys.stdout.buffer.write(kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
