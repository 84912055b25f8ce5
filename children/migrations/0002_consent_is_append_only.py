"""What was said of a consent is never changed; it goes only with the erasure of its child.

The erasure names the child it erases in the setting `children.erasing` of its transaction.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION children_consent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'P0001';
END $$;
CREATE FUNCTION children_consent_erasable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner text;
BEGIN
    SELECT child_id::text INTO owner FROM children_consentquestion WHERE id = OLD.question_id;
    IF owner IS DISTINCT FROM current_setting('children.erasing', true) THEN
        RAISE EXCEPTION 'Table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'P0001';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER children_consentevent_append_only
    BEFORE UPDATE OR TRUNCATE ON children_consentevent
    FOR EACH STATEMENT EXECUTE FUNCTION children_consent_append_only();
CREATE TRIGGER children_consentevent_erasable
    BEFORE DELETE ON children_consentevent
    FOR EACH ROW EXECUTE FUNCTION children_consent_erasable();
"""
BACKWARD = """
DROP TRIGGER children_consentevent_erasable ON children_consentevent;
DROP TRIGGER children_consentevent_append_only ON children_consentevent;
DROP FUNCTION children_consent_erasable();
DROP FUNCTION children_consent_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
