// The way of a stream's events, drawn: sources → log → views → store, with what flows and what waits.
import { defineComponent, h } from '../vue.js';
import { count, rate } from '../format.js';
import { icon } from './icons.js';
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

const perSecond = (value) => (value === null ? '…' : rate(value));

function sources(stream, lab) {
  const ways = [...stream.sources, { label: 'POST', text: `/labs/${lab}/streams/${stream.name}` }];
  return h('ul', { class: 'ways' }, ways.map(({ label, text }) =>
    h('li', { key: `${label} ${text}` }, [h('span', { class: 'kind' }, label), h('code', { title: text }, text)])));
}

function partitions(stream) {
  return h('ul', { class: 'partitions', 'aria-label': 'Partitions' }, stream.partitions.map((each) => {
    const end = each.end_offset ?? each.next_offset; // null where the log does not say
    const waiting = Math.max(0, end - each.next_offset);
    const say = `Partition ${each.partition}: ${count(end)} events, ${count(waiting)} waiting, epoch ${each.epoch}`;
    return h('li', {
      key: each.partition,
      class: { stopped: each.alarm, waiting: waiting > 0 },
      title: each.alarm ? `${say}. ${each.alarm}` : say,
    }, [h('span', { class: 'sr-only' }, say)]);
  }));
}

export const Way = defineComponent({
  name: 'Way',
  props: {
    lab: { type: Object, required: true },
    rates: { type: Object, required: true }, // stream name → Rates
    view: { type: String, default: null },
  },
  emits: ['view'],
  setup(props, { emit }) {
    const views = (stream) =>
      h('ul', { class: 'view-chips' }, props.lab.views.filter((view) => view.stream === stream.name).map((view) =>
        h('li', { key: view.name }, h('button', {
          type: 'button',
          class: 'chip',
          'aria-pressed': view.name === props.view,
          onClick: () => emit('view', view.name),
        }, view.name))));

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
          node('log', 'Log', count(held), 'events', h('p', { class: 'node-name' }, h('code', stream.topic)), partitions(stream)),
          flow(folded, `${perSecond(folded)} events a second into the views`),
          node(stream.alarm ? 'fold stopped' : 'fold', 'Views', stream.lag === null ? '?' : count(stream.lag), stream.lag === 1 ? 'event behind' : 'events behind', views(stream),
            h('p', { class: 'muted small' }, `${perSecond(folded)} folded a second`)),
          flow(folded, `${perSecond(folded)} events a second into the store`),
          node('store', 'Store', count(stream.accepted), 'kept', h('dl', { class: 'counts' }, [
            h('div', { class: { bad: stream.rejected > 0 } }, [h('dt', 'rejected'), h('dd', count(stream.rejected))]),
            h('div', [h('dt', 'duplicates'), h('dd', count(stream.duplicates))]),
          ])),
        ]),
      ]);
    };

    return () =>
      h('section', { class: 'panel way-panel', 'aria-label': 'The way of an event' }, props.lab.streams.map(row));
  },
});
