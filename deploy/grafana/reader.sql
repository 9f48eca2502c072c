-- Lets the login datalab_reader read the labs that there are, also their tables and views to come, and nothing else. Run it as
-- DataLab's own role; again when a lab has come.
do $$
declare
    lab name;
begin
    for lab in select nspname from pg_namespace
               where nspowner = (select oid from pg_roles where rolname = current_user)
                 and nspname not in ('datalab', 'public') loop
        execute format('grant usage on schema %I to datalab_reader', lab);
        execute format('grant select on all tables in schema %I to datalab_reader', lab);
        execute format('alter default privileges in schema %I grant select on tables to datalab_reader', lab);
    end loop;
end $$;
alter role datalab_reader set default_transaction_read_only = on;
alter role datalab_reader set statement_timeout = '30s';
