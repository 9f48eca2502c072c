-- Tables on other servers that are kept equal to views and streams.
create table datalab.outputs (
    id              int    generated always as identity primary key,
    lab             text   not null,
    name            text   not null,            -- of the stream or view
    target          text   not null,            -- server and table
    token           bigint not null default 0,  -- one more with each process that takes it over
    version         bigint not null default 0,  -- of the rows that were read last
    complete        text,                       -- which state was written whole last
    asked           bigint not null default 0,  -- how often everything was asked for
    completed_asked bigint not null default 0,  -- how often by then
    alarm           text,
    unique (lab, name, target)
) with (fillfactor = 50);

-- Up to where the rows that events have touched are written.
create table datalab.output_progress (
    output      int    not null references datalab.outputs (id) on delete cascade,
    partition   int    not null,
    next_offset bigint not null,
    primary key (output, partition)
) with (fillfactor = 50);

-- Rows that the other server may have. A key is known by its digest, as it may be longer than an index takes.
create table datalab.output_keys (
    output  int    not null references datalab.outputs (id) on delete cascade,
    digest  bytea  not null,
    key     text   not null,
    noted   bigint not null,  -- by which version
    deleted bigint,           -- by which version
    primary key (output, digest)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- Rows that the other server does not take as they are.
create table datalab.output_refused (
    output int   not null references datalab.outputs (id) on delete cascade,
    digest bytea not null,
    key    text  not null,
    reason text  not null,
    primary key (output, digest)
);
