// Things: each key of a stream with when it was last heard of and what it said; the silent ones are marked.
import { computed, defineComponent, h, ref } from '../vue.js';
import { ask } from '../api.js';
import { now } from '../clock.js';
import { labScreen } from '../components/lab-screen.js';
import { empty, loading, since, trouble } from '../components/pieces.js';
import { cell, duration, labelled } from '../format.js';
import { usePoll } from '../poll.js';
import { ownStreams } from '../own-streams.js';
import { exploreLink, remember, route } from '../route.js';

const POLL_MS = 10_000;
const HEARD = 4; // so many of the newest events tell how often one is usually heard of
const KEYS_MAX = 2_500;
const SILENT_AFTER = 5; // times as long as usual
const SILENT_LEAST_MS = 60_000;
const SHOWN_FIRST = 500;
const COLUMNS_MAX = 6;

const byText = new Intl.Collator(undefined, { numeric: true });

/** Of events in order of time, the newest of each key and how long usually lies between two: [{key, event, at, usual}]. */
export function thingsOf(stream, events) {
  const byKey = new Map();
  for (const event of events) {
    const key = String(event[stream.key] ?? '–');
    byKey.set(key, [...(byKey.get(key) ?? []), event]);
  }
  return [...byKey].map(([key, all]) => {
    const times = all.map((event) => Date.parse(event._time)).sort((a, b) => a - b);
    const steps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
    return { key, event: all.at(-1), at: times.at(-1), usual: steps.length ? steps[Math.floor(steps.length / 2)] : null };
  });
}

/** Whether it has been heard of for much longer than is usual for it. */
export const isSilent = (thing, time) =>
  thing.usual !== null && time - thing.at > Math.max(SILENT_LEAST_MS, SILENT_AFTER * thing.usual);

const ORDERS = {
  name: (a, b) => byText.compare(a.key, b.key),
  heard: (a, b) => a.at - b.at || byText.compare(a.key, b.key),
};

const ThingsOfStream = defineComponent({
  name: 'ThingsOfStream',
  props: { lab: { type: Object, required: true }, stream: { type: Object, required: true } },
  setup(props) {
    const { lab, stream } = props;
    const filter = ref('');
    const order = ref(route.query.get('order') in ORDERS ? route.query.get('order') : 'name');
    const onlySilent = ref(route.query.has('silent'));
    const shown = ref(SHOWN_FIRST);
    const path = `labs/${encodeURIComponent(lab.name)}/streams/${encodeURIComponent(stream.name)}`;
    const { data, problem, refresh } = usePoll(() => ask(`${path}?latest=${HEARD}&limit=${HEARD * KEYS_MAX}`), POLL_MS);

    const things = computed(() => (data.value ? thingsOf(stream, data.value.rows) : []));
    const silent = computed(() => things.value.filter((thing) => isSilent(thing, now.value)).length);
    const found = computed(() => {
      const wanted = filter.value.trim().toLowerCase();
      return things.value
        .filter((thing) => thing.key.toLowerCase().includes(wanted) && (!onlySilent.value || isSilent(thing, now.value)))
        .sort(ORDERS[order.value]);
    });
    const fields = stream.fields.filter(({ name }) => name !== stream.key).slice(0, COLUMNS_MAX);
    const canExplore = fields.some(({ type }) => ['number', 'integer'].includes(type));

    const row = (thing) => {
      const quiet = isSilent(thing, now.value);
      return h('tr', { key: thing.key }, [
        h('th', { scope: 'row' }, canExplore
          ? h('a', { href: `${exploreLink(lab.name, `streams/${stream.name}`)}&key.${encodeURIComponent(stream.key)}=${encodeURIComponent(thing.key)}` }, thing.key)
          : thing.key),
        h('td', since(thing.event._time)),
        h('td', quiet
          ? h('span', { class: 'flag warn', title: `Usually every ${duration(thing.usual)}` }, 'silent')
          : h('span', { class: 'muted' }, thing.usual === null ? 'heard once' : `every ${duration(thing.usual)}`)),
        ...fields.map((field) => h('td', { class: 'figure' }, cell(thing.event[field.name], field.type))),
      ]);
    };

    const controls = () =>
      h('div', { class: 'controls' }, [
        h('input', {
          type: 'search', class: 'control', placeholder: `Find among ${things.value.length}`, 'aria-label': `Find a ${stream.key}`,
          value: filter.value, onInput: (event) => (filter.value = event.target.value),
        }),
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Order'),
          h('select', { value: order.value, onChange: (event) => { order.value = event.target.value; remember({ order: order.value }); } }, [
            h('option', { value: 'name' }, 'by name'), h('option', { value: 'heard' }, 'longest unheard first'),
          ]),
        ]),
        h('button', {
          type: 'button', class: 'control', 'aria-pressed': onlySilent.value,
          onClick: () => { onlySilent.value = !onlySilent.value; remember({ silent: onlySilent.value ? '' : null }); },
        }, `Silent only (${silent.value})`),
      ]);

    const body = () => {
      if (problem.value && !data.value) return trouble(problem.value, refresh);
      if (!data.value) return loading();
      if (!things.value.length) return empty('Nobody has been heard of yet');
      return [
        controls(),
        data.value.after && h('p', { class: 'note warn' }, 'There are more than this page can show; these are some of them.'),
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Things of ${stream.name}` }, [
          h('table', [
            h('thead', h('tr', [
              h('th', { scope: 'col' }, stream.key), h('th', { scope: 'col' }, 'Last heard of'), h('th', { scope: 'col' }, 'Usually'),
              ...fields.map(({ name, unit }) => h('th', { scope: 'col', class: 'figure' }, labelled(name, unit))),
            ])),
            h('tbody', found.value.slice(0, shown.value).map(row)),
          ]),
        ]),
        found.value.length > shown.value &&
          h('button', { type: 'button', class: 'control', onClick: () => (shown.value = Infinity) }, `Show all ${found.value.length}`),
        !found.value.length && h('p', { class: 'muted' }, 'Nothing by that name.'),
      ];
    };
    return () =>
      h('section', { class: 'panel things', 'aria-labelledby': `things-${stream.name}` }, [
        h('header', { class: 'panel-head' }, [h('h2', { id: `things-${stream.name}` }, stream.name)]),
        body(),
      ]);
  },
});

export const ThingsPage = labScreen('things', 'Things', (lab) => {
  const own = ownStreams(lab);
  const keyed = lab.streams.filter(({ key, name }) => key && !own.has(name));
  return keyed.length
    ? keyed.map((stream) => h(ThingsOfStream, { lab, stream, key: stream.name }))
    : empty('No stream of this lab has a key');
});
