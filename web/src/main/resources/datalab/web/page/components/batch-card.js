// One kind of batch of a view: the run that is going on, and how the last one ended.
import { h } from '../vue.js';
import { stringify } from '../exact.js';
import { count, elapsed } from '../format.js';
import { current, ended } from '../layers.js';
import { since } from './pieces.js';

/** When a batch runs by itself, where lab.yaml says nothing of it. */
const USUALLY = {
  compact: 'by itself each hour, where something is new',
  recompute: 'by itself where the view is new or changed, else when asked for',
  verify: 'when asked for',
};
const TITLES = { recompute: 'Rebuild', compact: 'Compact', verify: 'Verify' };
const DIFFERENCES_SHOWN = 5;

/** How far a run is; it is not known before it runs, nor of how many events while it counts them. */
export const progress = (run) => {
  const total = run?.state === 'running' ? run.events_total : 0;
  const done = total > 0 ? Math.min(run.events_done, total) : null;
  const say = () => {
    if (!run) return 'It begins within seconds.';
    if (run.state === 'requested') return 'Waits for a process that runs batches.';
    return done === null ? 'Running…' : `${count(done)} of ${count(total)} events, ${Math.floor((100 * done) / total)} %`;
  };
  return h('div', { class: 'progress' }, [
    h('progress', { max: done === null ? undefined : total, value: done === null ? undefined : done, 'aria-label': 'Progress' }),
    h('p', { class: 'muted small' }, say()),
  ]);
};

const plural = (n, one) => `${count(n)} ${one}${n === 1 ? '' : 's'}`;

/** What came of a run that is over. */
export function outcome(run) {
  if (run.state === 'failed') return `Failed${run.attempt > 1 ? ` at try ${run.attempt}` : ''}`;
  if (run.kind === 'compact') return `${plural(run.rows, 'row')} merged`;
  if (run.kind === 'recompute') return `${plural(run.rows, 'row')} from ${plural(run.events_done, 'event')}`;
  return run.differing === 0 ? `None of ${plural(run.rows, 'row')} differs` : `${count(run.differing)} of ${plural(run.rows, 'row')} differ`;
}

const tone = (run) => (run.state === 'failed' || run.differing > 0 ? 'bad' : 'good');

const differences = (run) =>
  h('details', [
    h('summary', 'Rows that differ'),
    h('pre', { class: 'payload', tabindex: 0 }, run.differences.slice(0, DIFFERENCES_SHOWN).map((each) => stringify(each, 1)).join('\n')),
  ]);

const last = (run) => [
  h('p', { class: ['outcome', tone(run)] }, outcome(run)),
  h('p', { class: 'muted small' }, [since(run.ended), run.began && `, took ${elapsed(Date.parse(run.ended) - Date.parse(run.began))}`]),
  run.error && h('pre', { class: 'payload', tabindex: 0 }, run.error),
  run.differing > 0 && differences(run),
];

export const batchCard = (kind, runs, schedule) => {
  const [going, over] = [current(runs, kind), ended(runs, kind)];
  return h('li', { key: kind, class: 'batch', 'data-kind': kind, 'data-state': (going ?? over)?.state ?? 'none' }, [
    h('h3', TITLES[kind]),
    going && progress(going),
    over ? last(over) : !going && h('p', { class: 'muted' }, 'Not yet'),
    h('p', { class: 'muted small' }, schedule ? ['by itself at ', h('code', schedule)] : USUALLY[kind]),
  ]);
};
