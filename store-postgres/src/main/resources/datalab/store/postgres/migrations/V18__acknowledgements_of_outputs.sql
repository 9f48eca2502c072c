-- What targets have acknowledged of rows that are told, as by mail, until the step that brings them is written whole.
create table datalab.output_acknowledged (
    output    int   not null references datalab.outputs (id) on delete cascade,
    digest    bytea not null,  -- of the key
    recipient text  not null,  -- empty where a row is told to one only
    key       text  not null,
    content   text  not null,  -- as what the row was told
    primary key (output, digest, recipient)
);
