-- The ledger. Rows of event and event_tag are for ever: the role that appends may insert and read them, nothing else.

create schema ledger;
create schema keys;

create table ledger.ledger_head (
    ledger_id text        primary key,
    size      bigint      not null,          -- number of events = the next position
    root      bytea       not null,          -- RFC 9162 root of the tree of that size
    frontier  bytea       not null,          -- roots of its complete subtrees, largest first
    last_at   timestamptz not null           -- time never decreases along the ledger
) with (fillfactor = 10);

create table ledger.event (
    position     bigint      not null,       -- 0, 1, 2, … in commit order; equal to the index in the tree
    event_id     uuid        not null,
    type         text        not null,
    at           timestamptz not null,
    tag          bytea       not null,       -- pseudonym of the stream that owns the event
    seq          bigint      not null,       -- 1, 2, 3, … in that stream
    leaf         bytea       not null,       -- the authoritative bytes that the tree holds
    leaf_hash    bytea       not null,
    sealed_meta  bytea       not null,
    meta_key     uuid        not null,
    sealed_value bytea,
    value_key    uuid,
    primary key (position)
) partition by range (position);
alter table ledger.event alter column sealed_value set storage external;
create index event_id on ledger.event (event_id);

create table ledger.event_tag (
    tag      bytea  not null,
    type     text   not null,
    position bigint not null,
    primary key (tag, type, position)
);

create table ledger.stream_head (
    tag bytea  primary key,
    seq bigint not null
) with (fillfactor = 50);

-- Makes sure that positions up to the given one have a partition. The appending role owns no tables, so it asks here.
create function ledger.ensure_partition(up_to bigint) returns bigint
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    width constant bigint := 16777216;
    first bigint := (up_to / width) * width;
begin
    if to_regclass(format('ledger.event_%s', first)) is null then
        execute format('create table ledger.event_%s partition of ledger.event for values from (%s) to (%s)',
                       first, first, first + width);
    end if;
    return first + width;
end $$;
revoke all on function ledger.ensure_partition(bigint) from public;
select ledger.ensure_partition(0);

create table keys.value_key (
    id      uuid        primary key,
    wrapped bytea       not null,
    at      timestamptz not null default now()
);
create table keys.metadata_key (
    id      uuid        primary key,
    wrapped bytea       not null,
    at      timestamptz not null default now()
);

grant usage on schema ledger to sealbook_ledger, sealbook_projections;
grant select, insert on ledger.event, ledger.event_tag to sealbook_ledger;
grant select, insert, update on ledger.stream_head to sealbook_ledger;
grant select, update on ledger.ledger_head to sealbook_ledger;
grant execute on function ledger.ensure_partition(bigint) to sealbook_ledger;

-- The readers of metadata: no sealed value is within their reach.
grant select (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta, meta_key) on ledger.event
    to sealbook_projections;
grant select on ledger.event_tag, ledger.ledger_head to sealbook_projections;

alter schema keys owner to sealbook_keys;
alter table keys.value_key owner to sealbook_keys;
alter table keys.metadata_key owner to sealbook_keys;
grant usage on schema keys to sealbook_projections;
grant select on keys.metadata_key to sealbook_projections;
