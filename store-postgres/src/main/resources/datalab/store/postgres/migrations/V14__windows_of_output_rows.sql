-- The windows of the rows that outputs have, so that those that are not kept any longer are found by it; the last value of the key.
alter table datalab.output_keys add column window_start timestamptz;
update datalab.output_keys set window_start = substring(output_keys.key from '"([-0-9T:.]+Z)"\]$')::timestamptz
from datalab.outputs join datalab.views on views.lab = outputs.lab and views.name = outputs.name
where outputs.id = output_keys.output and views.state = 'serving' and views.definition like '%, every=PT%'
and output_keys.key ~ '"\d{4}-\d\d-\d\dT[0-9:.]+Z"\]$';
create index output_keys_window on datalab.output_keys (output, window_start, digest) where window_start is not null;
