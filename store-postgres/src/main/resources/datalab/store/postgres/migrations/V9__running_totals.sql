-- From which window on the rows of an output may show running totals without the events that are published; null for none.
alter table datalab.outputs add column stale_from timestamptz;
