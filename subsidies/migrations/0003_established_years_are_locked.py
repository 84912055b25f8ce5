"""What an established year led to can only stay as it is; the year itself can only be closed."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION subsidies_refuse_locked(what text, did text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An established year is locked: % of % is refused.', did, what
        USING ERRCODE = 'P0001';
END $$;

-- The lock waits for somebody who is establishing the year right now.
CREATE FUNCTION subsidies_is_locked(year bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz;
BEGIN
    SELECT established_at INTO at FROM subsidies_subsidyyear WHERE id = year FOR KEY SHARE;
    RETURN at IS NOT NULL;
END $$;

CREATE FUNCTION subsidies_subsidyyear_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['state', 'version', 'closed_at', 'closed_by_id'];
BEGIN
    IF OLD.established_at IS NULL OR NEW IS NOT DISTINCT FROM OLD THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'established' AND NEW.state = 'closed'
            AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
        RETURN NEW;
    END IF;
    PERFORM subsidies_refuse_locked(TG_TABLE_NAME, TG_OP);
    RETURN NULL;
END $$;

CREATE FUNCTION subsidies_row_of_year_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND subsidies_is_locked(OLD.year_id)
            OR TG_OP <> 'DELETE' AND subsidies_is_locked(NEW.year_id) THEN
        PERFORM subsidies_refuse_locked(TG_TABLE_NAME, TG_OP);
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION subsidies_row_of_key_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    years bigint[];
BEGIN
    SELECT array_agg(year_id) INTO years FROM subsidies_allocationkey
        WHERE TG_OP <> 'INSERT' AND id = OLD.key_id OR TG_OP <> 'DELETE' AND id = NEW.key_id;
    IF EXISTS (SELECT FROM unnest(years) AS year WHERE subsidies_is_locked(year)) THEN
        PERFORM subsidies_refuse_locked(TG_TABLE_NAME, TG_OP);
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION subsidies_truncate_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM subsidies_subsidyyear WHERE established_at IS NOT NULL) THEN
        PERFORM subsidies_refuse_locked(TG_TABLE_NAME, TG_OP);
    END IF;
    RETURN NULL;
END $$;
"""

ROW_TRIGGERS = {
    "subsidies_subsidyyear": ("UPDATE OR DELETE", "subsidies_subsidyyear_locked"),
    "subsidies_allocation": ("INSERT OR UPDATE OR DELETE", "subsidies_row_of_year_locked"),
    "subsidies_allocationkey": ("INSERT OR UPDATE OR DELETE", "subsidies_row_of_year_locked"),
    "subsidies_allocationrun": ("INSERT OR UPDATE OR DELETE", "subsidies_row_of_key_locked"),
}

TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_locked BEFORE {events} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_truncate_locked();
"""
    for table, (events, function) in ROW_TRIGGERS.items()
)

UNDO = (
    "".join(
        f"DROP TRIGGER {table}_locked ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
        for table in ROW_TRIGGERS
    )
    + """
DROP FUNCTION subsidies_truncate_locked();
DROP FUNCTION subsidies_row_of_key_locked();
DROP FUNCTION subsidies_row_of_year_locked();
DROP FUNCTION subsidies_subsidyyear_locked();
DROP FUNCTION subsidies_is_locked(bigint);
DROP FUNCTION subsidies_refuse_locked(text, text);
"""
)


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0002_figures_runs_and_alignment")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
