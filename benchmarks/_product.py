"""The product on a fresh database that is removed afterwards, for benchmarks of its code."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django


@contextmanager
def product(**variables: str) -> Iterator[None]:
    """Set the product up: on the embedded server unless DATABASE_URL names another, with fsync."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="so-bench-"))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SO_DATA_DIR": folder,
            "LOG_LEVEL": "ERROR",
            **variables,
        }
        if not os.environ.get("DATABASE_URL"):
            from config import embedded  # noqa: PLC0415 - after the folder is named

            stack.enter_context(embedded.join(Path(folder)))
        django.setup()
        from django.db import connection  # noqa: PLC0415 - after Django is set up

        connection.creation.create_test_db(verbosity=0, serialize=False)
        stack.callback(connection.creation.destroy_test_db, os.devnull, verbosity=0)
        yield
