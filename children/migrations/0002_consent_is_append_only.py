"""A question and what was said of it are never changed; they go only with their child's erasure.

Of a question `is_live` alone changes: it says what the events make. The erasure names the child it
erases in the setting `children.erasing` of its transaction.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION children_consent_erasable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner text;
BEGIN
    IF TG_TABLE_NAME = 'children_consentquestion' THEN
        owner := to_jsonb(OLD) ->> 'child_id';
    ELSE
        SELECT child_id::text INTO owner FROM children_consentquestion
            WHERE id = (to_jsonb(OLD) ->> 'question_id')::bigint;
    END IF;
    IF owner IS NULL OR owner IS DISTINCT FROM current_setting('children.erasing', true) THEN
        RAISE EXCEPTION 'Table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'P0001';
    END IF;
    RETURN OLD;
END $$;
CREATE FUNCTION children_consent_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'is_live' IS DISTINCT FROM to_jsonb(OLD) - 'is_live' THEN
        RAISE EXCEPTION 'Table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'P0001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER children_consentevent_append_only
    BEFORE UPDATE OR TRUNCATE ON children_consentevent
    FOR EACH STATEMENT EXECUTE FUNCTION partners_append_only();
CREATE TRIGGER children_consentevent_erasable
    BEFORE DELETE ON children_consentevent
    FOR EACH ROW EXECUTE FUNCTION children_consent_erasable();
CREATE TRIGGER children_consentquestion_append_only
    BEFORE TRUNCATE ON children_consentquestion
    FOR EACH STATEMENT EXECUTE FUNCTION partners_append_only();
CREATE TRIGGER children_consentquestion_erasable
    BEFORE DELETE ON children_consentquestion
    FOR EACH ROW EXECUTE FUNCTION children_consent_erasable();
CREATE TRIGGER children_consentquestion_locked
    BEFORE UPDATE ON children_consentquestion
    FOR EACH ROW EXECUTE FUNCTION children_consent_locked();
"""
BACKWARD = """
DROP TRIGGER children_consentquestion_locked ON children_consentquestion;
DROP TRIGGER children_consentquestion_erasable ON children_consentquestion;
DROP TRIGGER children_consentquestion_append_only ON children_consentquestion;
DROP TRIGGER children_consentevent_erasable ON children_consentevent;
DROP TRIGGER children_consentevent_append_only ON children_consentevent;
DROP FUNCTION children_consent_locked();
DROP FUNCTION children_consent_erasable();
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0001_initial"), ("partners", "0002_audit_append_only")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
