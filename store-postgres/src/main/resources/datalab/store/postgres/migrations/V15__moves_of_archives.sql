-- Archives that are being moved to another server; no server means to this database.
create table datalab.archive_moves (
    lab        text        not null,
    stream     text        not null,
    server     text,
    place      text,
    token      bigint      not null,  -- raised by each process that goes on with the move; its rows have this number
    held_until timestamptz,           -- no step is committed until then
    primary key (lab, stream)
);

-- Up to where such archives are copied.
create table datalab.archive_moved (
    lab       text   not null,
    stream    text   not null,
    partition int    not null,
    copied    bigint not null,
    primary key (lab, stream, partition)
);
