"""Going back and forth through the migrations, in a test that ends at the newest ones."""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(target: tuple[str, str]) -> Any:
    """Bring the database to a migration; returns the apps with their models as they were then."""
    MigrationExecutor(connection).migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


def migrate_to_newest() -> None:
    """Bring the database to the newest migrations of all apps."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
