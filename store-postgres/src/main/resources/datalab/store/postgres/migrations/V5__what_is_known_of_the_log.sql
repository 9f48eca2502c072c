-- By which it is known again, beside how far it was read, so that a log that was cut or made anew is never taken for the one
-- that was read. Offsets in these columns are Kafka's own; a place (next_offset, the archive's) is one of them plus log_base.
alter table datalab.progress
    add column log_number int    not null default 0,   -- one more each time the stream goes on after a gap
    add column log_id     text,                        -- Kafka's id of the topic
    add column log_base   bigint not null default 0,
    add column log_epoch  int,                         -- of the leader that wrote the last record that was processed
    add column log_end    bigint not null default 0,   -- after the last record that the log was seen to hold
    add column gap        bigint;                      -- where it would go on, while the log is not the one that was read
