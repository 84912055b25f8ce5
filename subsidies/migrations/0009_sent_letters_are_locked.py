"""Nothing that was issued is ever edited: a sent letter and its PDF stay as they are."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION subsidies_refuse_issued(what text, did text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A sent letter is locked: % of % is refused.', did, what
        USING ERRCODE = 'P0001';
END $$;

CREATE FUNCTION subsidies_decisionletter_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'sent' AND NEW IS DISTINCT FROM OLD THEN
        PERFORM subsidies_refuse_issued(TG_TABLE_NAME, TG_OP);
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION subsidies_letterpdf_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stand text;
BEGIN
    SELECT state INTO stand FROM subsidies_decisionletter
        WHERE id = coalesce(OLD.letter_id, NEW.letter_id) FOR KEY SHARE;
    IF stand = 'sent' AND NEW IS DISTINCT FROM OLD THEN
        PERFORM subsidies_refuse_issued(TG_TABLE_NAME, TG_OP);
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION subsidies_issued_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM subsidies_decisionletter WHERE state = 'sent') THEN
        PERFORM subsidies_refuse_issued(TG_TABLE_NAME, TG_OP);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER subsidies_decisionletter_locked BEFORE UPDATE OR DELETE ON subsidies_decisionletter
    FOR EACH ROW EXECUTE FUNCTION subsidies_decisionletter_locked();
CREATE TRIGGER subsidies_letterpdf_locked BEFORE INSERT OR UPDATE OR DELETE ON subsidies_letterpdf
    FOR EACH ROW EXECUTE FUNCTION subsidies_letterpdf_locked();
CREATE TRIGGER subsidies_decisionletter_no_truncate BEFORE TRUNCATE ON subsidies_decisionletter
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_issued_no_truncate();
CREATE TRIGGER subsidies_letterpdf_no_truncate BEFORE TRUNCATE ON subsidies_letterpdf
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_issued_no_truncate();
"""

UNDO = """
DROP TRIGGER subsidies_letterpdf_no_truncate ON subsidies_letterpdf;
DROP TRIGGER subsidies_decisionletter_no_truncate ON subsidies_decisionletter;
DROP TRIGGER subsidies_letterpdf_locked ON subsidies_letterpdf;
DROP TRIGGER subsidies_decisionletter_locked ON subsidies_decisionletter;
DROP FUNCTION subsidies_issued_no_truncate();
DROP FUNCTION subsidies_letterpdf_locked();
DROP FUNCTION subsidies_decisionletter_locked();
DROP FUNCTION subsidies_refuse_issued(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0008_letters_need_a_counter")]

    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
