-- By which others know whether the owner of a running batch lives.
alter table datalab.batches
    add column session bigint,          -- its owner holds the shared advisory lock of this number for as long as it lives
    add column renewed timestamptz;     -- its owner's last sign of life
