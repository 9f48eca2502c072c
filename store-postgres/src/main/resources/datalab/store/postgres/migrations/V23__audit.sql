-- Administrative acts and refused attempts at them. Rows are added, and dropped once they are old; none is changed.
create table datalab.audit (
    id      bigint generated always as identity primary key,
    at      timestamp with time zone not null,
    caller  text not null,
    address text not null,
    act     text not null,
    lab     text,  -- null where it is about none
    target  text not null,
    status  integer not null
);

create index audit_at on datalab.audit (at);

create function datalab.audit_stays() returns trigger language plpgsql as $$
begin
    raise exception 'rows of datalab.audit are not changed';
end
$$;

create trigger audit_stays before update on datalab.audit execute function datalab.audit_stays();
