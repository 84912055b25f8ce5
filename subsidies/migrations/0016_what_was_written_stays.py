"""Versions of texts, amounts of a change and openings of letters stay as they were written."""

from django.db import migrations

TABLES = ("subsidies_lettertext", "subsidies_amendedamount", "subsidies_letteropening")

FUNCTION = """
CREATE FUNCTION subsidies_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was written stays: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'P0001';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER {table}_locked BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION subsidies_refuse_rewriting();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_refuse_rewriting();
"""
UNDO = """
DROP TRIGGER {table}_no_truncate ON {table};
DROP TRIGGER {table}_locked ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0015_objection_leads_to_a_proposal")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION subsidies_refuse_rewriting();"),
        *(
            migrations.RunSQL(TRIGGERS.format(table=table), UNDO.format(table=table))
            for table in TABLES
        ),
    ]
