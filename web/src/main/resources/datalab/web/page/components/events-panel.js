// The newest events of a stream, as they arrive, with their quality flags.
import { defineComponent, h, ref } from '../vue.js';
import { commands, useMqttPort } from '../example.js';
import { stringify } from '../exact.js';
import { cell, count, labelled } from '../format.js';
import { flagsOf, worst } from '../flags.js';
import { icon } from './icons.js';
import { empty, loading, panelHead, Snippet, time, trouble } from './pieces.js';

const FIGURES = ['number', 'integer'];

export const EventsPanel = defineComponent({
  name: 'EventsPanel',
  props: {
    lab: { type: String, required: true },
    stream: { type: Object, required: true },
    streams: { type: Array, required: true },
    list: { type: Object, required: true },
    live: { type: String, required: true },
  },
  emits: ['stream'],
  setup(props, { emit }) {
    const opened = ref(null);
    const mqttPort = useMqttPort();
    const flagged = () => props.list.flagged.value;
    const isDegrees = (name) => [props.stream.position?.latitude, props.stream.position?.longitude].includes(name);
    const mixed = () => props.list.events.value.some((event) => event._origin && event._origin !== 'observed');

    const flagBadge = (event) => {
      const flags = flagsOf(event._flags);
      const top = worst(flags);
      if (!top) return h('span', { class: 'muted', title: event._flags ? 'not tested' : 'being tested' }, event._flags ? '–' : '…');
      const all = flags.map((flag) => `${flag.field}, ${flag.test}: ${flag.text}`).join('\n');
      return h('span', { class: ['flag', top.tone], title: all }, top.tone === 'good' ? top.text : `${top.text} · ${top.test}`);
    };
    const detail = (event, span) =>
      h('tr', { class: 'detail', key: `${event._at} detail` }, [
        h('td', { colspan: span }, h('pre', { tabindex: 0 }, stringify(event, 2))),
      ]);
    const line = (event, fields) => {
      const open = opened.value === event._at;
      return h('tr', { key: event._at, 'data-at': event._at }, [
        h('td', [
          h('button', {
            type: 'button',
            class: 'expand',
            'aria-expanded': open,
            title: `Everything about the event at ${event._at}`,
            onClick: () => (opened.value = open ? null : event._at),
          }, [icon('chevron'), time(event._time ?? event._arrived)]),
        ]),
        ...fields.map(({ name, type }) =>
          h('td', { class: { figure: FIGURES.includes(type) } }, cell(event[name], isDegrees(name) ? 'degrees' : type))),
        flagged() && h('td', flagBadge(event)),
        mixed() && h('td', { class: ['origin', event._origin] }, event._origin),
      ]);
    };
    const head = (fields) =>
      h('thead', h('tr', [
        h('th', { scope: 'col' }, 'time'),
        ...fields.map(({ name, type, unit }) =>
          h('th', { scope: 'col', class: { figure: FIGURES.includes(type) } }, labelled(name, unit))),
        flagged() && h('th', { scope: 'col' }, 'quality'),
        mixed() && h('th', { scope: 'col' }, 'origin'),
      ]));
    const table = () => {
      const fields = props.stream.fields.map((field) => ({ ...field, type: String(field.type).toLowerCase() }));
      const span = fields.length + 1 + Number(flagged()) + Number(mixed());
      const lines = props.list.events.value.flatMap((event) =>
        opened.value === event._at ? [line(event, fields), detail(event, span)] : [line(event, fields)]);
      return h('div', { class: 'scroll events', tabindex: 0, role: 'region', 'aria-label': 'Newest events as a table' }, [
        h('table', [head(fields), h('tbody', lines)]),
      ]);
    };
    const body = () => {
      const { list, stream } = props;
      if (list.state.value === 'loading') return loading();
      if (list.state.value === 'failed') return trouble(list.problem.value, list.load);
      if (!list.events.value.length) {
        const [first] = commands(props.lab, stream, mqttPort.value);
        return empty('Nothing here yet', h('p', 'Send a first event; it is here within a second:'), h(Snippet, { text: first.text }));
      }
      return table();
    };
    const says = (paused) => {
      if (paused) return 'paused';
      if (props.live === 'open') return props.list.fast.value ? 'live, each second' : 'live';
      return props.live === 'lost' ? 'reconnecting' : 'connecting';
    };
    const tools = () => {
      const { list } = props;
      const paused = list.paused.value;
      return [
        props.streams.length > 1 &&
          h('label', { class: 'control' }, [
            h('span', { class: 'control-label' }, 'Stream'),
            h('select', { value: props.stream.name, onChange: (event) => emit('stream', event.target.value) },
              props.streams.map(({ name }) => h('option', { value: name }, name))),
          ]),
        h('span', { class: ['lamp', paused ? 'paused' : props.live] }, says(paused)),
        h('button', { type: 'button', class: 'control', 'aria-pressed': paused, onClick: list.togglePause }, [
          icon(paused ? 'play' : 'pause'),
          paused ? `Go on${list.heldCount.value ? ` (${count(list.heldCount.value)} new)` : ''}` : 'Pause',
        ]),
      ];
    };

    return () =>
      h('section', { class: 'panel', 'aria-labelledby': 'events-title', id: 'events' }, [
        panelHead('events-title', 'Newest events', ...tools()),
        props.list.missed.value > 0 &&
          h('p', { class: 'note warn', role: 'status' }, [
            icon('alert'),
            h('span', `${count(props.list.missed.value)} events came faster than this page could show them. They are kept all the same.`),
            h('button', { type: 'button', class: 'quiet', onClick: () => (props.list.missed.value = 0) }, 'Dismiss'),
          ]),
        body(),
      ]);
  },
});
