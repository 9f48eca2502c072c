-- Alerts are kept as outputs are, each a row of datalab.outputs with the target alert/NAME.

-- Groups whose rows are to be looked at again.
create table datalab.alert_due (
    alert        int         not null references datalab.outputs (id) on delete cascade,
    group_key    text        not null,
    group_values text        not null,
    from_time    timestamptz not null,
    to_time      timestamptz not null,
    ready        timestamptz not null,  -- not before then
    primary key (alert, group_key)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

create index on datalab.alert_due (alert, ready);

-- When an alert held for a group.
create table datalab.alert_episodes (
    id           uuid        primary key,
    alert        int         not null references datalab.outputs (id) on delete cascade,
    group_key    text        not null,
    group_values text        not null,
    since        timestamptz not null,
    fired        timestamptz not null,
    until        timestamptz,                -- null while it goes on
    value        double precision,
    told         int         not null,       -- how many messages there are of it
    told_state   text                        -- what the last one says
) with (fillfactor = 70);

create index on datalab.alert_episodes (alert, group_key, since);
create index on datalab.alert_episodes (alert, since, id);

-- What is to be told and not known to be in the log.
create table datalab.alert_messages (
    number bigint generated always as identity primary key,
    alert  int    not null references datalab.outputs (id) on delete cascade,
    json   text   not null
);

create index on datalab.alert_messages (alert, number);
