-- What a batch over a stream that drops old events has copied instead of folded, and what to say of it.
alter table datalab.batches
    add column copied      bigint not null default 0,  -- rows that were copied as they were served
    add column folded_from timestamptz,                -- rows whose window begins before it were not folded; null: all were
    add column note        text;                       -- the same in a sentence

-- Before it a definition has no rows: events of theirs were dropped when it was built. Null: it has all.
alter table datalab.views add column begins timestamptz;
