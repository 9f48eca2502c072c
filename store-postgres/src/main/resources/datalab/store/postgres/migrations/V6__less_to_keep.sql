-- How an event's values came to be: four bytes in each row, and written and read as the text it was before.
create type datalab.origin as enum ('observed', 'modelled', 'simulated');

-- Quality flags that most events of a stream have. A row of the stream's table has the number instead of them in _usual.
create table datalab.usual_flags (
    lab    text     not null,
    stream text     not null,
    number smallint not null,
    flags  jsonb    not null,
    primary key (lab, stream, number)
);
