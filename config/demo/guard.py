"""Nothing starts on a database with demo accounts that is no demo."""

from django.conf import settings
from django.db import DatabaseError, connection

from partners.models import User


def refuse_demo_accounts() -> None:
    """Stop the start of a website, worker or demo server beside accounts of the demo.

    A database that does not answer or is not migrated yet is for others to complain about.

    Raises: SystemExit: one sentence that says what to do.
    """
    if settings.DEMO:
        return
    try:
        has_some = User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return
    finally:
        if not connection.in_atomic_block:
            connection.close()  # no connection of before the fork
    if has_some:
        raise SystemExit(
            "Deze database heeft demo-accounts en is geen demo: gebruik een andere database, "
            "of zet DEMO=1 als dit wel een demo is."
        )
