"""The audit trail can only grow, and every line is chained to the one before it at commit."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION partners_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'P0001';
END $$;
CREATE TRIGGER partners_auditentry_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON partners_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION partners_append_only();
CREATE TRIGGER partners_auditseal_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON partners_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION partners_append_only();
"""

# The text that is hashed: a JSON array of all columns, with the moment in UTC to the microsecond.
SEAL = """
CREATE FUNCTION partners_auditentry_month(moment timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE AS $$
    SELECT date_trunc('month', moment AT TIME ZONE 'Europe/Amsterdam')::date
$$;
CREATE FUNCTION partners_auditentry_hash(previous text, line partners_auditentry) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(previous || jsonb_build_array(
        line.id, to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        line.user_id, line.role, line.membership_id, line.organisation_id, line.action,
        line.target_type, line.target_key, line.ground, line.details)::text, 'UTF8')), 'hex')
$$;
CREATE FUNCTION partners_auditentry_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this_month date := partners_auditentry_month(NEW.at);
    last record;
BEGIN
    -- One writer at a time per month, only from here to the end of the commit.
    PERFORM pg_advisory_xact_lock(hashtext('partners_auditseal'), this_month - DATE '2000-01-01');
    SELECT number, hash INTO last FROM partners_auditseal
        WHERE month = this_month ORDER BY number DESC LIMIT 1;
    INSERT INTO partners_auditseal (entry_id, month, number, previous_hash, hash)
        VALUES (NEW.id, this_month, coalesce(last.number, 0) + 1, coalesce(last.hash, ''),
                partners_auditentry_hash(coalesce(last.hash, ''), NEW));
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER partners_auditentry_seal AFTER INSERT ON partners_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION partners_auditentry_seal();
CREATE FUNCTION partners_auditentry_broken()
    RETURNS TABLE (month date, number integer, reason text) LANGUAGE sql STABLE AS $$
    SELECT chain.month, chain.number,
        CASE WHEN chain.number <> chain.place THEN 'gap'
             WHEN chain.previous_hash <> chain.expected THEN 'order'
             ELSE 'changed' END
    FROM (
        SELECT seal.*, row_number() OVER w AS place,
            coalesce(lag(seal.hash) OVER w, '') AS expected
        FROM partners_auditseal seal
        WINDOW w AS (PARTITION BY seal.month ORDER BY seal.number)
    ) chain
    JOIN partners_auditentry line ON line.id = chain.entry_id
    WHERE chain.number <> chain.place OR chain.previous_hash <> chain.expected
        OR chain.hash <> partners_auditentry_hash(chain.previous_hash, line)
    UNION ALL
    SELECT seal.month, seal.number, 'line removed' FROM partners_auditseal seal
    WHERE NOT EXISTS (SELECT FROM partners_auditentry line WHERE line.id = seal.entry_id)
    UNION ALL
    SELECT partners_auditentry_month(line.at), 0, 'no seal' FROM partners_auditentry line
    WHERE NOT EXISTS (SELECT FROM partners_auditseal seal WHERE seal.entry_id = line.id)
$$;
"""

UNDO = """
DROP FUNCTION partners_auditentry_broken();
DROP TRIGGER partners_auditentry_seal ON partners_auditentry;
DROP FUNCTION partners_auditentry_seal();
DROP FUNCTION partners_auditentry_hash(text, partners_auditentry);
DROP FUNCTION partners_auditentry_month(timestamptz);
DROP TRIGGER partners_auditseal_append_only ON partners_auditseal;
DROP TRIGGER partners_auditentry_append_only ON partners_auditentry;
DROP FUNCTION partners_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [migrations.RunSQL(APPEND_ONLY + SEAL, UNDO)]
