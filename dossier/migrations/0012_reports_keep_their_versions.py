"""A saved version of a report stays as it is: it is never changed, and goes with its child only.

Once, and for good, it is said since when others read it. The erasure names its child in the setting
`children.erasing` of its transaction; sealing with a new key says so in `children.resealing`, and
changes what is sealed and nothing else.
"""

from django.db import migrations

# By table: the column that is filled once, what is sealed, and how the child is found.
TABLES = {
    "dossier_reportversion": ("final_at", "{text,advice}", ("dossier_report", "report_id")),
    "dossier_teamreport": ("shared_at", "{text}", ("dossier_supportteam", "team_id")),
}
FUNCTIONS = """
CREATE FUNCTION dossier_version_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD) - TG_ARGV[0];
    became jsonb := to_jsonb(NEW) - TG_ARGV[0];
    opened text := to_jsonb(OLD) ->> TG_ARGV[0];
BEGIN
    IF current_setting('children.resealing', true) = 'on' THEN
        was := was - TG_ARGV[1]::text[];
        became := became - TG_ARGV[1]::text[];
    END IF;
    IF became IS DISTINCT FROM was
        OR (opened IS NOT NULL AND opened IS DISTINCT FROM to_jsonb(NEW) ->> TG_ARGV[0])
    THEN
        RAISE EXCEPTION 'Table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'P0001';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION dossier_version_erasable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner text;
BEGIN
    EXECUTE format('SELECT child_id::text FROM %I WHERE id = $1', TG_ARGV[0])
        INTO owner USING (to_jsonb(OLD) ->> TG_ARGV[1])::bigint;
    IF owner IS NULL OR owner IS DISTINCT FROM current_setting('children.erasing', true) THEN
        RAISE EXCEPTION 'Table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'P0001';
    END IF;
    RETURN OLD;
END $$;
"""
TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION partners_append_only();
CREATE TRIGGER {table}_locked BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION dossier_version_locked('{moment}', '{sealed}');
CREATE TRIGGER {table}_erasable BEFORE DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION dossier_version_erasable('{owner[0]}', '{owner[1]}');
"""
    for table, (moment, sealed, owner) in TABLES.items()
)
UNDO = (
    "".join(
        f"DROP TRIGGER {table}_{end} ON {table};"
        for table in TABLES
        for end in ("erasable", "locked", "append_only")
    )
    + "DROP FUNCTION dossier_version_erasable(); DROP FUNCTION dossier_version_locked();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("dossier", "0011_hand_over_of_teams"),
        ("partners", "0002_audit_append_only"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
