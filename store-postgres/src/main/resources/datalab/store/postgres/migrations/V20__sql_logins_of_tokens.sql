-- Whether a token opens PostgreSQL itself, by a login of its own.
alter table datalab.access_tokens add sql boolean not null default false;
