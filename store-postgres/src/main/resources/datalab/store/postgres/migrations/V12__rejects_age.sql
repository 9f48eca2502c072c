-- When a reject was kept, by which it is deleted; what arrived may be any time that another program wrote. Those of before count
-- from now on.
alter table datalab.rejects add column kept timestamptz not null default now();
create index rejects_kept on datalab.rejects (kept);

-- How many rejects of a stream were deleted, so that they are still counted.
create table datalab.rejects_deleted (
    lab     text   not null,
    stream  text   not null,
    deleted bigint not null,
    primary key (lab, stream)
);
