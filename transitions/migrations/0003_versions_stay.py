"""A shared form stays as it is: it is never changed, and goes with its child only (as a report)."""

from django.db import migrations

TABLE = "transitions_formversion"
TRIGGERS = f"""
CREATE TRIGGER {TABLE}_append_only BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION partners_append_only();
CREATE TRIGGER {TABLE}_locked BEFORE UPDATE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION dossier_version_locked('shared_at', '{{content}}');
CREATE TRIGGER {TABLE}_erasable BEFORE DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION dossier_version_erasable('transitions_handover', 'handover_id');
"""
UNDO = "".join(
    f"DROP TRIGGER {TABLE}_{end} ON {TABLE};" for end in ("erasable", "locked", "append_only")
)


class Migration(migrations.Migration):
    dependencies = [
        ("transitions", "0002_handovers"),
        ("dossier", "0012_reports_keep_their_versions"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
