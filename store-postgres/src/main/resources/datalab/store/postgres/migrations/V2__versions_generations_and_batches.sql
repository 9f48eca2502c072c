-- A view's definitions, each with rows of its own: one is served, a changed one is built beside it and then takes its place.
alter table datalab.views
    add column source          text,                        -- the lab.yaml it was declared in
    add column state           text   not null default 'serving',
    add column generation      bigint not null default 0,   -- the batch layer's rows that are served
    add column included        bigint not null default -1,  -- the last epoch of the speed layer that they hold
    add column last_generation bigint not null default 0,
    add column published       timestamptz,
    add constraint views_state check (state in ('building', 'serving', 'removed', 'retired'));
update datalab.views set state = 'retired' where retired is not null or id in (select view_id from datalab.view_gaps);
update datalab.views set retired = now() where state = 'retired' and retired is null;
drop index datalab.views_in_force;
create unique index views_serving on datalab.views (lab, name) where state = 'serving';
create unique index views_building on datalab.views (lab, name) where state = 'building';
drop table datalab.view_gaps;

-- What each closed epoch added is found by its number.
do $$
declare view record;
begin
    for view in select id from datalab.views loop
        if to_regclass('datalab.partial_' || view.id) is not null then
            execute format('create index on datalab.partial_%s (_epoch) where _partition >= 0', view.id);
        end if;
    end loop;
end $$;

-- Batches that were asked for, run, or are over. Who holds the running one of a view is the only one to change its rows.
create table datalab.batches (
    id           bigint generated always as identity primary key,
    lab          text        not null,
    view         text        not null,
    kind         text        not null check (kind in ('compact', 'recompute', 'verify')),
    state        text        not null check (state in ('requested', 'running', 'done', 'failed')),
    attempt      int         not null default 1,
    owner        text,
    lease_until  timestamptz,
    asked        timestamptz not null default clock_timestamp(),
    began        timestamptz,
    ended        timestamptz,
    epoch        bigint,
    events_done  bigint      not null default 0,
    events_total bigint      not null default 0,
    rows         bigint      not null default 0,
    differing    bigint      not null default 0,
    report       text,
    error        text
);
create unique index batches_running on datalab.batches (lab, view) where state = 'running';
create unique index batches_requested on datalab.batches (lab, view, kind) where state = 'requested';
create index batches_latest on datalab.batches (lab, view, id);
