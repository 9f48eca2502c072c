-- Who may do what: tokens, of whose secrets only a digest is kept, and the roles that each gives.
create table datalab.access_tokens (
    id      text primary key,
    name    text not null,
    digest  bytea not null,  -- SHA-256 of the secret
    creator text not null,
    created timestamp with time zone not null,
    expires timestamp with time zone,
    revoked timestamp with time zone
);

create table datalab.access_grants (
    token text not null references datalab.access_tokens (id) on delete cascade,
    role  text not null,
    lab   text,  -- null for all labs
    key   text   -- null for any
);

create index access_grants_token on datalab.access_grants (token);
