-- The role that the product runs as on PostgreSQL. Run once by the owner of the tables, after each upgrade:
--
--   psql --dbname=... --file=migrations/runtime_role.sql
--
-- The role may read and change every table but the log, which it may read and add to. It makes, changes and drops
-- nothing, and has no right on the partitions themselves. Give it a login and a password of your own:
--
--   ALTER ROLE app_runtime LOGIN PASSWORD '...';

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_runtime') THEN
        CREATE ROLE app_runtime NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
    END IF;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app_runtime;
GRANT USAGE ON SCHEMA public TO app_runtime;

DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.relname
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    LOOP
        IF found.relname IN ('audit_events', 'audit_subjects') THEN
            EXECUTE format('GRANT SELECT, INSERT ON %I TO app_runtime', found.relname);
        ELSIF found.relname = 'alembic_version' THEN
            EXECUTE format('GRANT SELECT ON %I TO app_runtime', found.relname);
        ELSE
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO app_runtime', found.relname);
        END IF;
    END LOOP;
END $$;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app_runtime;
