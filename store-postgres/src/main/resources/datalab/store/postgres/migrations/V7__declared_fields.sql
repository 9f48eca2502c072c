-- What each stream declared when it was last prepared: names with their types. A field that is not among them may be in
-- events that are archived already, as one that was not declared.
create table datalab.streams (
    lab      text   not null,
    stream   text   not null,
    declared text[] not null,
    primary key (lab, stream)
);
