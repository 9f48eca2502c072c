-- Models with their definitions: another definition is another row, so that processes with lab.yaml of before disturb nobody.
create table datalab.models (
    id         int generated always as identity primary key,
    lab        text        not null,
    name       text        not null,
    definition text        not null,
    generation bigint      not null default 0,  -- the fit that counts; 0 before the first
    token      bigint      not null default 0,  -- of the last fit that has begun
    below      text        not null default '', -- partition:offset, of what the parameters were fitted to
    keys       int         not null default 0,
    fitted     timestamptz,
    asked      timestamptz,
    attempted  timestamptz,
    error      text,
    unique (lab, name, definition)
);

-- Parameters and states of each key, by the fit that they are of.
create table datalab.model_states (
    model      int    not null references datalab.models (id) on delete cascade,
    generation bigint not null,
    key        text   not null,
    parameters bytea  not null,
    state      bytea  not null,
    pending    bytea  not null,  -- forecasts that wait for what they are of
    primary key (model, generation, key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- What is not known to be in the log.
create table datalab.model_scores (
    number bigint generated always as identity primary key,
    lab    text not null,
    json   text not null
) with (autovacuum_vacuum_scale_factor = 0.05);

create index on datalab.model_scores (lab, number);
