-- Read models. Everything here but order_lease can be dropped and rebuilt from the ledger.
-- Indexes have no names of their own: a rebuilt table, made LIKE these in the schema read_shadow, then gets the same ones.

create table read.projection (
    name            text   primary key,
    position        bigint not null default 0,  -- events applied = the next position to read
    shadow_position bigint                      -- the same for the tables in read_shadow, while they are being built
) with (fillfactor = 50);

-- inventory

create table read.secret (
    path         text collate "C" primary key,
    state        text        not null,
    version      int         not null,
    revision     int         not null,
    content_type text,
    comment      text,
    owner        text,
    labels       jsonb       not null,
    rotate_every text,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    last_read_at timestamptz
) with (fillfactor = 80);

create table read.secret_version (
    path    text collate "C" not null,
    version int              not null,
    at      timestamptz      not null,
    by      text             not null,
    comment text,
    origin  text             not null,
    primary key (path, version)
);

-- deployments

create table read.deployment (
    id         text        primary key,
    spec       jsonb       not null,
    target     text        not null,
    generation int         not null,
    desired    text        not null,
    progress   text        not null,             -- of the wanted generation: pending, placing, placed, failed, stopped
    container  text,
    problem    text,
    changed    bigint      not null,             -- position of the event that asked for the wanted generation
    updated_at timestamptz not null
);
create index on read.deployment (target) where progress in ('pending', 'placing');

-- running: the version inside the container. attempted: the newest one that the wanted generation can have met.
create table read.deployment_binding (
    deployment text             not null,
    file       text             not null,
    ordinal    int              not null,
    path       text collate "C" not null,
    pinned     int,
    running    int,
    attempted  int,
    primary key (deployment, file)
);
create index on read.deployment_binding (path);

create table read.bindable (
    path    text collate "C" primary key,
    version int     not null,
    live    boolean not null
);

create table read.bootstrap_token (
    id          text        primary key,
    deployment  text        not null,
    issued_at   timestamptz not null,
    expires_at  timestamptz not null,
    consumed_at timestamptz,
    revoked_at  timestamptz,
    address     text
);

-- Who works on which order until when. No projection: it is not in the ledger, and forgetting it costs a repeat.
create table read.order_lease (
    deployment text        primary key,
    generation int         not null,
    holder     text        not null,
    expires_at timestamptz not null
);

-- trail: narrow rows for lists and counts, details apart

create table read.trail (
    position   bigint           primary key,
    id         uuid             not null,
    at         timestamptz      not null,
    type       text             not null,
    action     text             not null,
    outcome    text             not null,
    actor      text             not null,
    actor_kind text             not null,
    secret     text collate "C",
    version    int,
    deployment text,
    token      text,
    account    text,
    address    text,
    reason     text,
    request_id text             not null
);
create unique index on read.trail (id);
create index on read.trail (at, position);
create index on read.trail (actor, position);
create index on read.trail (action, position);
create index on read.trail (secret, position) where secret is not null;
create index on read.trail (outcome, position) where outcome <> 'success';
create index on read.trail (deployment, position) where deployment is not null;
create index on read.trail (token, position) where token is not null;
create index on read.trail (account, position) where account is not null;
create index on read.trail (address, position) where address is not null;
create index on read.trail (request_id, position);

create table read.trail_detail (
    position bigint primary key,
    details  text   not null
);
