-- How far each partition of each stream has been processed. Updated by every commit, so rows have room to stay in place.
create table datalab.progress (
    lab         text   not null,
    stream      text   not null,
    partition   int    not null,
    next_offset bigint not null default 0,
    epoch       bigint not null default 0,
    accepted    bigint not null default 0,
    rejected    bigint not null default 0,
    duplicates  bigint not null default 0,
    alarm       text,
    primary key (lab, stream, partition)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Inputs that could not become events, with their bytes.
create table datalab.rejects (
    id            text        not null primary key,
    lab           text,
    stream        text,
    source        text        not null,
    reason        text        not null,
    field         text,
    detail        text        not null,
    payload       bytea       not null,
    payload_bytes int         not null,
    arrived       timestamptz not null,
    retried_at    timestamptz
);
create index rejects_newest on datalab.rejects (lab, arrived, id);
create index rejects_of_stream on datalab.rejects (lab, stream);

-- Ids of idempotent sends, so that a repeat does not count again.
create table datalab.once_ids (
    lab    text        not null,
    stream text        not null,
    id     text        not null,
    seen   timestamptz not null default now(),
    primary key (lab, stream, id)
);
create index once_ids_seen on datalab.once_ids (seen);

-- What the quality tests remember of each key.
create table datalab.quality_states (
    lab       text  not null,
    stream    text  not null,
    partition int   not null,
    key       text  not null,
    state     bytea not null,
    primary key (lab, stream, partition, key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- Input files that were loaded whole.
create table datalab.loaded_files (
    lab    text        not null,
    stream text        not null,
    digest text        not null,
    path   text        not null,
    loaded timestamptz not null,
    primary key (lab, stream, digest)
);

-- Every definition a view has had. The rows of one are in the table partial_<id>; the one in force has no retired time.
create table datalab.views (
    id         int  generated always as identity primary key,
    lab        text not null,
    name       text not null,
    stream     text not null,
    definition text not null,
    sql_view   text,
    created    timestamptz not null default now(),
    retired    timestamptz
);
create unique index views_in_force on datalab.views (lab, name) where retired is null;

-- Which part of the archive a view has not folded yet: offsets from filled_to to the partition's next_offset.
create table datalab.view_gaps (
    view_id   int    not null references datalab.views (id) on delete cascade,
    partition int    not null,
    filled_to bigint not null,
    primary key (view_id, partition)
);
