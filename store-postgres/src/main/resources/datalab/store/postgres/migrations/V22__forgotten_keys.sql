-- Keys that are forgotten: what was asked, and where that is.
create table datalab.forgets (
    id    bigint      generated always as identity primary key,
    lab   text        not null,
    state text        not null check (state in ('removing', 'recomputing', 'done')),
    salt  text        not null,  -- of the digests of the key
    asked timestamptz not null default clock_timestamp(),
    by    text        not null,
    ended timestamptz,
    error text
);
create index forgets_lab on datalab.forgets (lab, id);

-- The streams of each. By the digests, events of the key below these offsets are known where the log is read again.
create table datalab.forget_streams (
    forget bigint not null references datalab.forgets (id) on delete cascade,
    lab    text   not null,
    stream text   not null,
    key    text,             -- null once all is removed
    digest text   not null,
    token  bigint not null,
    below  text   not null,  -- partition:offset, of what is removed
    primary key (forget, stream)
);
create index forget_streams_stream on datalab.forget_streams (lab, stream);

-- The batch that each view is to have had before all is removed, or a later one.
create table datalab.forget_views (
    forget bigint not null references datalab.forgets (id) on delete cascade,
    view   text   not null,
    batch  bigint not null,
    primary key (forget, view)
);

-- What was removed where, what names the key, and what is still there.
create table datalab.forget_notes (
    forget bigint not null references datalab.forgets (id) on delete cascade,
    kind   text   not null check (kind in ('removed', 'refers', 'remains')),
    what   text   not null,
    name   text   not null,
    rows   bigint not null,
    until  timestamptz,
    detail text   not null,
    primary key (forget, kind, what, name)
);
