"""The database gives no access without a word: a question begins closed and opens by a yes only.

Who says it is a guardian of the child that is asked about. What is sealed is a token or empty.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION children_consent_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_live AND (
        NOT EXISTS (SELECT FROM children_consentevent
            WHERE question_id = NEW.id AND act = 'granted')
        OR EXISTS (SELECT FROM children_consentevent
            WHERE question_id = NEW.id AND act IN ('superseded', 'ended'))
    ) THEN
        RAISE EXCEPTION 'A question opens by a yes only.' USING ERRCODE = 'P0001';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION children_consent_by_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.guardian_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM children_consentquestion q
            JOIN children_guardian g ON g.child_id = q.child_id
            WHERE q.id = NEW.question_id AND g.id = NEW.guardian_id
    ) THEN
        RAISE EXCEPTION 'Only guardians of this child answer.' USING ERRCODE = 'P0001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER children_consentquestion_opens
    BEFORE INSERT OR UPDATE ON children_consentquestion
    FOR EACH ROW EXECUTE FUNCTION children_consent_opens();
CREATE TRIGGER children_consentevent_by_own
    BEFORE INSERT ON children_consentevent
    FOR EACH ROW EXECUTE FUNCTION children_consent_by_own();
ALTER TABLE children_attachment ADD CONSTRAINT children_attachment_is_sealed CHECK (
    (title = '' OR substring(title from 1 for 5) = 'gAAAA'::bytea)
    AND (content = '' OR substring(content from 1 for 5) = 'gAAAA'::bytea)
);
"""
BACKWARD = """
ALTER TABLE children_attachment DROP CONSTRAINT children_attachment_is_sealed;
DROP TRIGGER children_consentevent_by_own ON children_consentevent;
DROP TRIGGER children_consentquestion_opens ON children_consentquestion;
DROP FUNCTION children_consent_by_own();
DROP FUNCTION children_consent_opens();
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0005_starts_columns_and_arrangements")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AlterModelOptions("consentevent", options={"ordering": ["question", "pk"]}),
    ]
