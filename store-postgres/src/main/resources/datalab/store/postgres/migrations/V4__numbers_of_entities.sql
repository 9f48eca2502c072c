-- The next number of each stream that hands numbers out. Below it, only what is in numbers_handed_out was or will be.
create table datalab.numbers (
    lab    text   not null,
    stream text   not null,
    next   bigint not null,
    primary key (lab, stream)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Numbers that were handed out: from first on, below until. Adjacent ranges are one.
create table datalab.numbers_handed_out (
    lab    text   not null,
    stream text   not null,
    first  bigint not null,
    until  bigint not null,
    primary key (lab, stream, first)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- The numbers given to idempotent sends, so that a repeat is given the same.
create table datalab.numbers_of_sends (
    lab    text        not null,
    stream text        not null,
    id     text        not null,
    number bigint      not null,
    seen   timestamptz not null default now(),
    primary key (lab, stream, id)
);
create index numbers_of_sends_seen on datalab.numbers_of_sends (seen);
