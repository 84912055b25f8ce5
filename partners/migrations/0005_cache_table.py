"""The table of the shared cache: it counts sign-in attempts over all processes."""

from django.db import migrations

TABLE = """
CREATE TABLE partners_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX partners_cache_expires ON partners_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0004_membership_rules")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE partners_cache")]
