-- The role that the product runs as on PostgreSQL. Run with psql by the owner of the tables, after each upgrade and each
-- restore; another name than app_runtime where several installations share a server, whose roles are common to them:
--
--   psql "$OWNER_DATABASE_URL" -1 -v ON_ERROR_STOP=1 -f migrations/runtime_role.sql
--   psql "$OWNER_DATABASE_URL" -1 -v ON_ERROR_STOP=1 -v role=inkorg_test -f migrations/runtime_role.sql
--
-- The role may read and change every table but the log, which it may read and add to. It makes, changes and drops
-- nothing, no temporary table either, which would be read in place of one of the same name, and has no right on the
-- partitions themselves. Give it a login and a password of your own:
--
--   ALTER ROLE app_runtime LOGIN PASSWORD '...';

\if :{?role}
\else
    \set role app_runtime
\endif
SELECT set_config('vardinkorgen.role', :'role', false) AS for_the_blocks_below \gset

DO $$
DECLARE
    runtime name := current_setting('vardinkorgen.role');
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = runtime) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', runtime);
    END IF;
END $$;

SELECT current_database() AS database \gset
REVOKE TEMPORARY ON DATABASE :"database" FROM PUBLIC;
REVOKE CREATE, TEMPORARY ON DATABASE :"database" FROM :"role";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM :"role";
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"role";
GRANT USAGE ON SCHEMA public TO :"role";

DO $$
DECLARE
    runtime name := current_setting('vardinkorgen.role');
    found record;
BEGIN
    FOR found IN
        SELECT c.relname
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    LOOP
        IF found.relname IN ('audit_events', 'audit_subjects') THEN
            EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', found.relname, runtime);
        ELSIF found.relname = 'alembic_version' THEN
            EXECUTE format('GRANT SELECT ON %I TO %I', found.relname, runtime);
        ELSE
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', found.relname, runtime);
        END IF;
    END LOOP;
END $$;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"role";
