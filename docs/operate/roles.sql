-- The roles of Sealbook. Where the owner of the database may not create roles, somebody who may runs this once:
--   PGOPTIONS='-c sealbook.owner=OWNER' psql -f roles.sql DATABASE
-- and gives each role a password with ALTER ROLE … PASSWORD, the same as in the file SEALBOOK_DATA/keys/ROLE.password.
do $$
declare
    owner text := coalesce(current_setting('sealbook.owner', true), current_user);
begin
    if not exists (select from pg_roles where rolname = 'sealbook_ledger') then
        create role sealbook_ledger login;
    end if;
    if not exists (select from pg_roles where rolname = 'sealbook_keys') then
        create role sealbook_keys login;
    end if;
    if not exists (select from pg_roles where rolname = 'sealbook_projections') then
        create role sealbook_projections login;
    end if;
    -- The owner hands schemas over to these two, for which it must be a member of them.
    if not (select rolsuper from pg_roles where rolname = owner) then
        execute format('grant sealbook_keys, sealbook_projections to %I', owner);
    end if;
end $$;
