-- Deployments whose files change while their containers run. Before this, what ran had always started with what it ran
-- with, so these rows are what a rebuild would make of the same events.

alter table read.deployment add keeps int; -- the generation whose container may stay for the wanted one

-- started: the version that was there when the container started; running is newer if the file changed since.
alter table read.deployment_binding add started int;
update read.deployment_binding set started = running;

-- How far each container of the wanted generation is, in the order that they were first heard of.
create table read.deployment_step (
    deployment text   not null,
    container  text   not null,
    step       text   not null,
    heard_of   bigint not null,
    primary key (deployment, container)
);

-- A rebuild that is under way has tables of the old form: it is given up, and may be asked for again.
update read.projection set shadow_position = null where name = 'deployments';
drop table if exists read_shadow.deployment, read_shadow.deployment_binding, read_shadow.bindable,
    read_shadow.bootstrap_token;
