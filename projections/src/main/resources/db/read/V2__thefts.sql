-- Stolen tokens, and what was done about them.

-- settled: the last generation that saw to every theft before it. stolen: the token whose theft the wanted one answers.
alter table read.deployment add column settled int not null default 0, add column stolen text;
update read.deployment set settled = generation;

alter table read.bootstrap_token add column generation int not null default 0, add column stolen_at timestamptz;
create index on read.bootstrap_token (stolen_at) where stolen_at is not null;
