// The charts of a twin: all lines over one axis, below them residuals and the difference of two, and the numbers beside.
import { defineComponent, h } from '../vue.js';
import { labelled, localZone, number } from '../format.js';
import { Plot } from '../explore/plot.js';
import { textIn } from '../explore/zone.js';
import { tableOf } from './lines.js';

const TABLE_ROWS = 200;
const SMALL = 170;
const SOON = 2; // slots: where the newest one ended this long ago, that is now

export const TwinChart = defineComponent({
  name: 'TwinChart',
  props: {
    lines: { type: Array, required: true },
    residuals: { type: Array, required: true },
    compared: { type: Object, default: null }, // a line
    from: { type: Number, required: true },
    to: { type: Number, required: true },
    newest: { type: Number, default: null },
    everyMs: { type: Number, required: true },
    series: { type: Object, required: true },
    keyName: { type: String, required: true },
    table: { type: Boolean, required: true },
  },
  emits: ['zoom'],
  setup(props, { emit }) {
    const zone = localZone();
    const name = () => labelled(props.series.value, props.series.unit);
    const plot = (title, lines, more = {}) =>
      h(Plot, {
        title, lines, from: props.from, to: props.to, zone, unit: name(), flagged: [], log: false, sync: 'twin', now: props.newest,
        nowText: Date.now() - (props.newest ?? 0) < SOON * props.everyMs ? 'now' : 'newest event',
        onZoom: (from, to) => emit('zoom', from, to), ...more,
      });
    const small = (text, title, lines) => lines.some(({ points }) => points.length > 0) &&
      h('figure', [h('figcaption', text), plot(title, lines, { height: SMALL, nowText: '' })]);

    const cell = (found) => h('td', { class: 'figure' }, found
      ? [number(found[0]), found.length > 1 && found[1] !== null && h('span', { class: 'muted small band-text' }, ` ${number(found[1])} to ${number(found[2])}`)]
      : '–');
    const table = () => {
      const shown = [...props.lines, ...props.residuals.map((line) => ({ ...line, label: `residual of ${line.label}` })), ...(props.compared ? [props.compared] : [])]
        .filter(({ points }) => points.length);
      return h('div', { class: 'scroll explore-table', tabindex: 0, role: 'region', 'aria-label': 'The newest slots of the chart as numbers' }, h('table', [
        h('thead', h('tr', [
          h('th', { scope: 'col' }, `Slot from (${zone})`),
          ...shown.map(({ id, label }) => h('th', { scope: 'col', class: 'figure', key: id + label }, labelled(label, props.series.unit))),
        ])),
        h('tbody', tableOf(shown, TABLE_ROWS).map(({ at, cells }) => h('tr', { key: at }, [
          h('th', { scope: 'row' }, h('time', { datetime: new Date(at).toISOString() }, textIn(at, zone))), ...cells.map(cell),
        ]))),
      ]));
    };

    return () =>
      h('div', { class: ['explore-chart', { aside: props.table }] }, [
        h('div', { class: 'twin-charts' }, [
          plot(`${name()} of ${props.keyName}`, props.lines),
          small('Residuals: what was observed less what was expected', `Residuals of ${props.keyName}`, props.residuals),
          props.compared && small(`Difference: ${props.compared.label}`, `Difference of ${props.compared.label}`, [props.compared]),
        ]),
        props.table && table(),
      ]);
  },
});
