-- The three roles of the program. Run it as a superuser of a PostgreSQL of
-- your own, give the first two a password, then create the database:
--   CREATE DATABASE espacesante OWNER espacesante_owner;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'espacesante_owner') THEN
        CREATE ROLE espacesante_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'espacesante_app') THEN
        CREATE ROLE espacesante_app LOGIN NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'espacesante_batch') THEN
        CREATE ROLE espacesante_batch NOLOGIN;
    END IF;
    -- Without INHERIT the program has the batch's rights only inside SET LOCAL ROLE.
    GRANT espacesante_batch TO espacesante_app;
END
$$;
