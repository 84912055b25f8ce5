"""Print the hash of a page made by a process that makes no other.

Run as: python -m tests.pdf.cold SCHOOLS|styles [without-shortcuts]
"""

import hashlib
import sys

import django

django.setup()

from config import pdf, pdf_engine, pdf_speed  # noqa: E402 - templates need the settings
from tests.pdf import samples  # noqa: E402 - as above

if "without-shortcuts" in sys.argv:
    pdf_speed.install = lambda: None
    pdf_engine.pdf_speed.write_once = lambda pdf: None

if sys.argv[1] == "styles":
    html = samples.STYLES
else:
    html = samples.html(samples.grant(int(sys.argv[1]), parts=2))
print(hashlib.sha256(pdf.render(html)).hexdigest())  # noqa: T201 - this is its answer
