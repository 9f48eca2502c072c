// The way of a stream's events, drawn: sources → log → views → store, with what flows and what waits.
import { defineComponent, h } from '../vue.js';
import { count, rate } from '../format.js';
import { ownStreams } from '../own-streams.js';
import { qualityLink } from '../route.js';
import { icon } from './icons.js';
import { since } from './pieces.js';
import { spark } from './spark.js';

const node = (kind, title, figure, unit, ...more) =>
  h('li', { class: ['node', kind] }, [
    h('h2', { class: 'minor' }, title),
    h('p', { class: 'node-figure' }, [h('strong', figure), h('span', ` ${unit}`)]),
    h('div', { class: 'node-more' }, more),
  ]);

/** A line between two stages; it moves while something flows, the faster the more. */
const flow = (perSecond, label) =>
  h('li', {
    class: ['flow', { moving: perSecond > 0, fast: perSecond >= 100 }],
    'aria-label': label,
  }, [h('span', { class: 'flow-line', 'aria-hidden': 'true' })]);

const toOutputs = (event) => {
  event.preventDefault(); // the address after the hash is the page's own
  document.getElementById('outputs')?.scrollIntoView();
};

const perSecond = (value) => (value === null ? '…' : rate(value));

function sources(stream, lab) {
  const ways = [...stream.sources, { label: 'POST', text: `/labs/${lab}/streams/${stream.name}` }];
  return h('ul', { class: 'ways' }, ways.map(({ label, text }) =>
    h('li', { key: `${label} ${text}` }, [h('span', { class: 'kind' }, label), h('code', { title: text }, text)])));
}

/** What only who runs the log needs: its partitions, how far each is read, and the epoch of what is read now. */
function operators(stream) {
  const line = (each) => {
    const end = each.end_offset ?? null; // null where the log does not say
    return h('tr', { key: each.partition, class: { stopped: each.alarm } }, [
      h('th', { scope: 'row' }, String(each.partition)),
      h('td', { class: 'figure' }, end === null ? '?' : count(end)),
      h('td', { class: 'figure' }, count(each.next_offset)),
      h('td', { class: 'figure' }, end === null ? '?' : count(Math.max(0, end - each.next_offset))),
      h('td', { class: 'figure' }, String(each.epoch)),
      h('td', each.alarm ?? ''),
    ]);
  };
  const number = stream.partitions.length;
  return h('details', { class: 'operators' }, [
    h('summary', `For operators: topic ${stream.topic}, ${number} partition${number === 1 ? '' : 's'}`),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Partitions of ${stream.topic}` }, h('table', [
      h('thead', h('tr', [
        h('th', { scope: 'col' }, 'Partition'),
        ...['End offset', 'Next to be read', 'Waiting', 'Epoch'].map((text) => h('th', { scope: 'col', class: 'figure' }, text)),
        h('th', { scope: 'col' }, 'Alarm'),
      ])),
      h('tbody', stream.partitions.map(line)),
    ])),
  ]);
}

/** When a batch last published one of a stream's views. */
const lastBatch = (views) => views.map(({ published }) => published).filter(Boolean).sort().at(-1) ?? null;

export const Way = defineComponent({
  name: 'Way',
  props: {
    lab: { type: Object, required: true },
    rates: { type: Object, required: true }, // stream name → Rates
    view: { type: String, default: null },
    outputs: { type: Array, default: () => [] },
  },
  emits: ['view'],
  setup(props, { emit }) {
    const viewsOf = (stream) => props.lab.views.filter((view) => view.stream === stream.name);
    const views = (stream) =>
      h('ul', { class: 'view-chips' }, viewsOf(stream).map((view) =>
        h('li', { key: view.name }, h('button', {
          type: 'button',
          class: 'chip',
          'aria-pressed': view.name === props.view,
          onClick: () => emit('view', view.name),
        }, view.name))));

    const batch = (stream) => {
      const [all, published] = [viewsOf(stream), lastBatch(viewsOf(stream))];
      if (all.some(({ building }) => building)) return h('p', { class: 'warn small' }, 'a batch computes a view');
      return published && h('p', { class: 'muted small' }, ['last batch ', since(published)]);
    };
    const outputs = (stream) => {
      const mine = props.outputs.filter(({ of }) => of === stream.name || viewsOf(stream).some(({ name }) => name === of));
      if (!mine.length) return null;
      const [bad, behind] = [mine.some(({ alarm }) => alarm), Math.max(...mine.map(({ lag }) => lag))];
      const link = h('a', { href: '#outputs', onClick: toOutputs }, mine.length === 1 ? 'output' : `${mine.length} outputs`);
      return h('div', { class: { bad } }, [h('dt', link), h('dd', bad ? 'waiting' : `${count(behind)} behind`)]);
    };
    const row = (stream) => {
      const rates = props.rates[stream.name];
      const held = stream.partitions.reduce((sum, each) => sum + (each.end_offset ?? each.next_offset), 0);
      const [into, folded] = [rates?.of('end') ?? null, rates?.of('next') ?? null];
      return h('div', { key: stream.name, class: 'way-row' }, [
        props.lab.streams.length > 1 && h('p', { class: 'way-name' }, stream.name),
        stream.alarm &&
          h('div', { class: 'alarm', role: 'alert' }, [
            icon('alert'),
            h('div', [h('strong', `${stream.name} has stopped. `), stream.alarm]),
          ]),
        h('ol', { class: 'way' }, [
          node('in', 'Sources', perSecond(into), 'events/s', spark(rates?.history ?? []), sources(stream, props.lab.name)),
          flow(into, `${perSecond(into)} events a second into the log`),
          node('log', 'Log', count(held), 'events', h('p', { class: 'muted small' }, 'as they came, in Kafka')),
          flow(folded, `${perSecond(folded)} events a second into the views`),
          node(stream.alarm ? 'fold stopped' : 'fold', 'Views', stream.lag === null ? '?' : count(stream.lag), stream.lag === 1 ? 'event behind' : 'events behind', views(stream),
            h('p', { class: 'muted small' }, `${perSecond(folded)} processed a second`), batch(stream)),
          flow(folded, `${perSecond(folded)} events a second into the store`),
          node('store', 'Store', count(stream.accepted), 'kept', h('dl', { class: 'counts' }, [
            h('div', { class: { bad: stream.rejected > 0 } }, [h('dt', h('a', { href: qualityLink(props.lab.name) }, 'rejected')), h('dd', count(stream.rejected))]),
            h('div', [h('dt', 'duplicates'), h('dd', count(stream.duplicates))]),
            outputs(stream),
          ])),
        ]),
        operators(stream),
      ]);
    };

    const own = ownStreams(props.lab);
    const aside = (stream) =>
      h('details', { class: 'operators', key: stream.name }, [
        h('summary', `${stream.name}: ${count(stream.accepted)} ${own.get(stream.name)}`), row(stream),
      ]);
    return () =>
      h('section', { class: 'panel way-panel', 'aria-label': 'The way of an event' }, [
        ...props.lab.streams.filter(({ name }) => !own.has(name)).map(row),
        ...props.lab.streams.filter(({ name }) => own.has(name)).map(aside),
      ]);
  },
});
