"""A change of a PDF waits for whoever is sending its letter, and is refused after that."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION subsidies_letterpdf_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stand text;
BEGIN
    SELECT state INTO stand FROM subsidies_decisionletter
        WHERE id = coalesce(OLD.letter_id, NEW.letter_id) FOR {lock};
    IF stand = 'sent' AND NEW IS DISTINCT FROM OLD THEN
        PERFORM subsidies_refuse_issued(TG_TABLE_NAME, TG_OP);
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0011_signatory_is_not_the_drafter")]

    operations = [
        migrations.RunSQL(FUNCTION.format(lock="SHARE"), FUNCTION.format(lock="KEY SHARE"))
    ]
