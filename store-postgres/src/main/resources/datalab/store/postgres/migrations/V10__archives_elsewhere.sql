-- How often a partition was taken over by an owner that writes to an archive on another server: its rows have this number.
alter table datalab.progress add column token bigint not null default 0;

-- Streams whose archive is on another server.
create table datalab.archives (
    lab    text not null,
    stream text not null,
    server text not null,  -- its name in datalab.yaml
    place  text not null,  -- the collection there
    primary key (lab, stream)
);

-- Offsets of such streams that a person had processing pass over: rows there do not count.
create table datalab.archive_skipped (
    lab       text   not null,
    stream    text   not null,
    partition int    not null,
    first     bigint not null,
    until     bigint not null,
    primary key (lab, stream, partition, first)
);

-- Flags that became known with a later event, until the archive on the other server has them.
create table datalab.archive_amendments (
    lab         text        not null,
    stream      text        not null,
    partition   int         not null,
    "offset"    bigint      not null,
    time        timestamptz not null,
    flags       text        not null,
    swept       int         not null default 0,  -- how often it was read to be brought there
    primary key (lab, stream, partition, "offset")
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
