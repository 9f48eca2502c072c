// What the quality tests said of a stream in a period: by time, by test, by key, and the newest events in doubt.
import { computed, defineComponent, h } from '../vue.js';
import { icon } from '../components/icons.js';
import { empty, loading, time, trouble } from '../components/pieces.js';
import { cell, count, duration, durationMs, labelled, localTime } from '../format.js';
import { flagsOf } from '../flags.js';
import { exploreLink } from '../route.js';
import { speaksOf } from './annotations.js';

const BAR_HEIGHT = 100;
const CONCERNS = ['fail', 'suspect', 'missing'];
const AROUND_MS = 3_600_000;

const share = (part, whole) => (whole ? `${(100 * part / whole).toFixed(part / whole < 0.001 ? 2 : 1)} %` : '–');

export const FlagsPanel = defineComponent({
  name: 'FlagsPanel',
  props: {
    lab: { type: String, required: true },
    stream: { type: Object, required: true },
    counts: { type: Object, default: null }, // as the server answered
    state: { type: String, required: true },
    problem: { type: Error, default: null },
    only: { type: Object, required: true }, // {key, test}
    annotations: { type: Array, required: true },
  },
  emits: ['again', 'only', 'zoom', 'annotate'],
  setup(props, { emit }) {
    const stepMs = computed(() => durationMs(props.counts?.bucket));

    const bars = () => {
      const { from, to, times } = props.counts;
      const [begin, end] = [Date.parse(from), Date.parse(to)];
      const most = Math.max(1, ...times.map((each) => each.fail + each.suspect + each.missing));
      const x = (ms) => (1_000 * (ms - begin)) / (end - begin || 1);
      const bar = (each) => {
        const at = Date.parse(each.start);
        let below = 0;
        return h('g', { key: each.start, class: 'flag-bar', onClick: () => emit('zoom', Math.max(at, begin), Math.min(at + stepMs.value, end)) }, [
          h('title', `${localTime(each.start)}: ${CONCERNS.map((name) => `${count(each[name])} ${name}`).join(', ')} of ${count(each.events)} events`),
          h('rect', { class: 'ground', x: x(at), y: 0, width: x(at + stepMs.value) - x(at), height: BAR_HEIGHT }),
          ...CONCERNS.filter((name) => each[name]).map((name) => {
            const height = (each[name] / most) * BAR_HEIGHT;
            below += height;
            return h('rect', { class: name, x: x(at), y: BAR_HEIGHT - below, width: Math.max(2, (x(at + stepMs.value) - x(at)) * 0.86), height });
          }),
        ]);
      };
      const worst = times.toSorted((a, b) => b.fail - a.fail || b.suspect - a.suspect)[0];
      return h('figure', { class: 'flag-times' }, [
        h('svg', {
          viewBox: `0 0 1000 ${BAR_HEIGHT}`, preserveAspectRatio: 'none', role: 'img',
          'aria-label': `Flagged events over time, each ${duration(stepMs.value)}; most at ${localTime(worst.start)}`,
        }, times.map(bar)),
        h('figcaption', { class: 'flag-axis muted small' }, [time(from), h('span', `each bar ${duration(stepMs.value)}, at most ${count(most)} flagged`), time(to)]),
      ]);
    };

    const narrowing = (name, value, label) =>
      h('button', {
        type: 'button', class: 'chip', 'aria-pressed': props.only[name] === value,
        onClick: () => emit('only', { [name]: props.only[name] === value ? null : value }),
      }, label ?? value);
    const figures = (each) => CONCERNS.map((name) => h('td', { class: ['figure', { [name === 'fail' ? 'bad' : 'muted']: each[name] > 0 && name === 'fail' }] }, count(each[name])));
    const columns = CONCERNS.map((name) => h('th', { scope: 'col', class: 'figure' }, name));
    const byTest = () =>
      h('div', { class: 'scroll flag-table', tabindex: 0, role: 'region', 'aria-label': 'By test' }, h('table', [
        h('thead', h('tr', [h('th', { scope: 'col' }, 'Test'), h('th', { scope: 'col' }, 'Field'), ...columns])),
        h('tbody', props.counts.tests.map((each) => h('tr', { key: `${each.field} ${each.test}` }, [
          h('th', { scope: 'row' }, narrowing('test', each.test)), h('td', h('code', each.field)), ...figures(each),
        ]))),
      ]));
    const byKey = () =>
      h('div', { class: 'scroll flag-table', tabindex: 0, role: 'region', 'aria-label': `By ${props.stream.key}` }, [
        h('table', [
          h('thead', h('tr', [h('th', { scope: 'col' }, props.stream.key), ...columns, h('th', { scope: 'col', class: 'figure' }, 'of events'), h('th', { scope: 'col', class: 'figure' }, 'in doubt')])),
          h('tbody', props.counts.keys.map((each) => h('tr', { key: String(each.key) }, [
            h('th', { scope: 'row' }, each.key === null ? '–' : narrowing('key', String(each.key))),
            ...figures(each),
            h('td', { class: 'figure' }, count(each.events)),
            h('td', { class: 'figure' }, share(each.fail + each.suspect, each.events)),
          ]))),
        ]),
        props.counts.keys_flagged > props.counts.keys.length &&
          h('p', { class: 'muted small' }, `The ${props.counts.keys.length} worst of ${count(props.counts.keys_flagged)}.`),
      ]);

    const around = (event) => {
      const at = Date.parse(event._time);
      const key = props.stream.key;
      const [from, to] = [at - AROUND_MS, at + AROUND_MS].map((ms) => encodeURIComponent(new Date(ms).toISOString()));
      return `${exploreLink(props.lab, `streams/${props.stream.name}`)}&from=${from}&to=${to}${
        key ? `&key.${encodeURIComponent(key)}=${encodeURIComponent(event[key])}` : ''}`;
    };
    const line = (event) => {
      const { key, fields } = props.stream;
      const flags = flagsOf(event._flags).filter(({ tone }) => ['warn', 'bad'].includes(tone));
      const values = fields.filter(({ name }) => flags.some(({ field }) => field === name));
      const notes = props.annotations.filter((each) => speaksOf(each, event, key));
      return h('tr', { key: event._at, 'data-at': event._at }, [
        h('td', h('a', { href: around(event), title: 'See it among the others of the hour' }, [time(event._time)])),
        key && h('td', String(event[key] ?? '–')),
        h('td', values.map(({ name, type, unit }) => h('div', `${name} ${cell(event[name], type)} ${unit ?? ''}`))),
        h('td', flags.map((flag) => h('div', h('span', { class: ['flag', flag.tone] }, `${flag.text} · ${flag.test}`)))),
        h('td', notes.map((each) => h('div', { class: 'small' }, each.note || 'flagged by a person'))),
        h('td', { class: 'figure' }, h('button', {
          type: 'button', class: 'quiet', 'aria-label': `Flag or note the event at ${localTime(event._time)}`, onClick: () => emit('annotate', event),
        }, [icon('edit'), 'Note'])),
      ]);
    };
    const newest = () => [
      h('h2', { class: 'minor' }, `The newest ${count(props.counts.rows.length)} in doubt`),
      h('div', { class: 'scroll flag-events', tabindex: 0, role: 'region', 'aria-label': 'Events in doubt' }, h('table', [
        h('thead', h('tr', [
          h('th', { scope: 'col' }, 'Time'), props.stream.key && h('th', { scope: 'col' }, props.stream.key), h('th', { scope: 'col' }, 'Value'),
          h('th', { scope: 'col' }, 'Flags'), h('th', { scope: 'col' }, 'Notes'), h('th', { scope: 'col' }, h('span', { class: 'sr-only' }, 'Do')),
        ])),
        h('tbody', props.counts.rows.map(line)),
      ])),
    ];

    const nothing = () => {
      const { quality } = props.stream;
      if (!props.counts.events) return empty('Nothing in this period', h('p', 'Choose a longer one.'));
      return quality.length
        ? empty('Nothing was flagged', h('p', `${count(props.counts.events)} events passed ${quality.map(({ field, test }) => `${test} of ${labelled(field)}`).join(', ')}.`))
        : empty('This stream has no quality tests', h('p', 'Declare some under quality: of the stream in lab.yaml. Flags and notes of people need none.'));
    };
    const body = () => {
      const { counts } = props;
      if (props.state === 'failed' && !counts) return trouble(props.problem, () => emit('again'));
      if (!counts) return loading();
      const flagged = counts.fail + counts.suspect + counts.missing > 0;
      return [
        props.state === 'failed' && trouble(props.problem, () => emit('again')),
        flagged && h('dl', { class: 'tiles' }, [
          h('div', [h('dt', 'events'), h('dd', count(counts.events))]),
          h('div', [h('dt', 'fail'), h('dd', { class: { bad: counts.fail } }, count(counts.fail))]),
          h('div', [h('dt', 'suspect'), h('dd', { class: { warn: counts.suspect } }, count(counts.suspect))]),
          h('div', [h('dt', 'missing'), h('dd', count(counts.missing))]),
          h('div', [h('dt', 'in doubt'), h('dd', share(counts.fail + counts.suspect, counts.events))]),
        ]),
        flagged && bars(),
        flagged ? h('div', { class: 'flag-tables' }, [byTest(), props.stream.key && byKey()]) : nothing(),
        counts.rows.length > 0 && newest(),
      ];
    };
    return () => h('div', { 'aria-busy': props.state === 'again' }, body());
  },
});
