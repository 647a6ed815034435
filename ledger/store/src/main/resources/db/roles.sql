-- The roles of Sealbook. Run it once, as a role that may create roles, where the owner of the database may not; then
-- give each role a password with ALTER ROLE … PASSWORD and the services the matching URLs.
do $$
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
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant sealbook_keys, sealbook_projections to %I', current_user);
    end if;
end $$;
