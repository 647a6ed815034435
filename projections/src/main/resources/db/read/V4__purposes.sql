-- What a token opens, and the key that its answer is sealed to.

-- Rows from before this do not tell. They stay as they are, purpose unknown, until a rebuild has the right ones.
alter table read.bootstrap_token add purpose text, add seal_to text;

-- A rebuild that is under way has tables of the old form: it is given up, and this one stands in for it.
drop table if exists read_shadow.deployment, read_shadow.deployment_binding, read_shadow.deployment_step,
    read_shadow.bindable, read_shadow.bootstrap_token;
update read.projection set shadow_position = null where name = 'deployments';

do $$
begin
    update read.projection set shadow_position = 0 where name = 'deployments' and position > 0;
    if found then
        create table read_shadow.deployment (like read.deployment including all);
        create table read_shadow.deployment_binding (like read.deployment_binding including all);
        create table read_shadow.deployment_step (like read.deployment_step including all);
        create table read_shadow.bindable (like read.bindable including all);
        create table read_shadow.bootstrap_token (like read.bootstrap_token including all);
        -- An older replica that is active would build rows that do not tell. It fails at the first, and with that loses
        -- the lock to one that knows better.
        alter table read_shadow.bootstrap_token alter purpose set not null;
    else
        alter table read.bootstrap_token alter purpose set not null;
    end if;
end
$$;
