"""The database refuses a role that does not fit, and an office role beside one with children.

The same rules as partners/membership_rules.py; a change that only takes rights away always passes.
"""

from django.db import migrations

RULES = """
CREATE FUNCTION partners_municipalities_of(place bigint, first_day date, last_day date)
    RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT organisation_id FROM partners_municipality WHERE organisation_id = place
    UNION
    SELECT municipality_id FROM partners_school WHERE organisation_id = place
    UNION
    SELECT municipality_id FROM partners_childcarelocation
    WHERE organisation_id = place OR holder_id = place
    UNION
    SELECT municipality_id FROM partners_issuermandate WHERE issuer_id = place
        AND daterange(valid_from, valid_until, '[]') && daterange(first_day, last_day, '[]')
$$;
CREATE FUNCTION partners_membership_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    office text[] := ARRAY['gem', 'sig', 'iss', 'adm'];
    child text[] := ARRAY['qc', 'sch', 'tea', 'kcc', 'koc', 'kow'];
    opposite text[] := CASE WHEN NEW.role = ANY (office) THEN child
                            WHEN NEW.role = ANY (child) THEN office ELSE '{}' END;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.user_id = OLD.user_id AND NEW.role = OLD.role
        AND NEW.organisation_id = OLD.organisation_id AND NEW.valid_from >= OLD.valid_from
        AND coalesce(NEW.valid_until, 'infinity') <= coalesce(OLD.valid_until, 'infinity')
        AND (NEW.ended_at IS NOT NULL OR OLD.ended_at IS NULL) THEN
        RETURN NEW;
    END IF;
    IF NEW.valid_until < NEW.valid_from THEN
        RETURN NEW;  -- refused by the constraint on the period
    END IF;
    IF NOT EXISTS (
        SELECT FROM partners_organisation place
        JOIN (VALUES
            ('municipality', ARRAY['gem', 'sig', 'dpo', 'adm']),
            ('letter_issuer', ARRAY['iss', 'sig', 'dpo']),
            ('school_board', ARRAY['brd', 'dpo']),
            ('school', ARRAY['qc', 'sch', 'tea', 'dpo']),
            ('childcare_organisation', ARRAY['kcc', 'dpo']),
            ('childcare_location', ARRAY['koc', 'kow', 'kcc'])
        ) fits (kind, roles) ON fits.kind = place.kind
        WHERE place.id = NEW.organisation_id AND NEW.role = ANY (fits.roles)
    ) THEN
        RAISE EXCEPTION 'Role % does not fit organisation %.', NEW.role, NEW.organisation_id
            USING ERRCODE = '23514', CONSTRAINT = 'partners_membership_role_of_kind';
    END IF;
    -- Two grants to one person wait for each other, else neither would see the other.
    PERFORM FROM partners_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM partners_membership other
        WHERE other.user_id = NEW.user_id AND other.id <> NEW.id AND other.role = ANY (opposite)
            AND daterange(other.valid_from, other.valid_until,
                    CASE WHEN other.ended_at IS NULL THEN '[]' ELSE '[)' END)
                && daterange(NEW.valid_from, NEW.valid_until, '[]')
            AND EXISTS (
                SELECT partners_municipalities_of(
                    NEW.organisation_id, NEW.valid_from, NEW.valid_until)
                INTERSECT
                SELECT partners_municipalities_of(
                    other.organisation_id, NEW.valid_from, NEW.valid_until)
            )
    ) THEN
        RAISE EXCEPTION 'User % would combine office and children in one municipality.', NEW.user_id
            USING ERRCODE = '23514', CONSTRAINT = 'partners_membership_no_combination';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER partners_membership_check BEFORE INSERT OR UPDATE ON partners_membership
    FOR EACH ROW EXECUTE FUNCTION partners_membership_check();
"""

UNDO = """
DROP TRIGGER partners_membership_check ON partners_membership;
DROP FUNCTION partners_membership_check();
DROP FUNCTION partners_municipalities_of(bigint, date, date);
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_membership_ending")]

    operations = [migrations.RunSQL(RULES, UNDO)]
