-- Before which time events of a stream, or rows of a view, are not shown any more, dropped or not. It only rises.
create table datalab.horizons (
    lab     text        not null,
    kind    text        not null check (kind in ('stream', 'view')),
    name    text        not null,
    horizon timestamptz not null,
    primary key (lab, kind, name)
);

-- Unique values of events that were dropped, as digests: what repeats such an event is known by them.
create table datalab.dropped_ids (
    lab    text  not null,
    stream text  not null,
    id     bytea not null,
    primary key (lab, stream, id)
);
