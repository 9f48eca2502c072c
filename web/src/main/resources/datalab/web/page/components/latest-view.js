// A view without windows: the one row of each group, with bars to compare them by.
import { computed, defineComponent, h, ref } from '../vue.js';
import { cell, labelled, number } from '../format.js';
import { numeric } from '../series.js';
import { since } from './pieces.js';

const FILTER_FROM = 12;
const SHOWN_MAX = 200;
const FLASH_MS = 900;

export const LatestView = defineComponent({
  name: 'LatestView',
  props: { rows: { type: Object, required: true } },
  setup(props) {
    const { rows } = props;
    const filter = ref('');
    const columns = rows.view.columns.filter(({ name }) => !rows.view.by.includes(name) && !name.startsWith('_'));
    const bar = numeric(columns).find(({ type }) => String(type).toLowerCase() === 'number') ?? numeric(columns)[0];
    const hasTime = computed(() => rows.sorted.value.some(({ last }) => last?._time));
    const plain = columns.filter(({ name, type }) => !(hasTime.value && String(type).toLowerCase() === 'time' && name));
    const found = computed(() => {
      const wanted = filter.value.trim().toLowerCase();
      return rows.sorted.value.filter((group) => group.label.toLowerCase().includes(wanted));
    });
    const scale = computed(() => {
      const values = rows.sorted.value.map(({ last }) => last?.[bar?.name]).filter((value) => typeof value === 'number');
      const low = Math.min(0, ...values);
      return { low, size: Math.max(...values, 0) - low || 1 };
    });

    const level = (value) => {
      if (typeof value !== 'number') return null;
      const zero = -scale.value.low / scale.value.size;
      const place = (value - scale.value.low) / scale.value.size;
      return h('svg', { class: 'level', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, [
        h('rect', { class: 'level-ground', width: 100, height: 4 }),
        h('rect', { class: 'level-value', x: 100 * Math.min(zero, place), width: 100 * Math.abs(place - zero), height: 4 }),
      ]);
    };
    const tableCell = (row, column) => {
      const type = String(column.type).toLowerCase();
      const figure = type === 'number' || type === 'integer';
      return h('td', { class: { figure, json: type === 'json' } }, [
        cell(row[column.name], type),
        column === bar && rows.view.by.length > 0 && level(row[column.name]),
      ]);
    };
    const line = (group) =>
      h('tr', { key: group.key, class: { flash: Date.now() - group.changed < FLASH_MS } }, [
        ...group.values.map((value) => h('th', { scope: 'row' }, String(value ?? '–'))),
        ...plain.map((column) => tableCell(group.last, column)),
        hasTime.value && h('td', { class: 'muted' }, group.last._time ? since(group.last._time) : '–'),
      ]);

    const tiles = (row) =>
      h('dl', { class: 'tiles' }, columns.map((column) =>
        h('div', [
          h('dt', column.name),
          h('dd', [cell(row[column.name], String(column.type).toLowerCase()), column.unit && h('small', ` ${column.unit}`)]),
        ])));

    const table = () => [
      rows.sorted.value.length > FILTER_FROM &&
        h('div', { class: 'controls' }, [
          h('input', {
            type: 'search',
            class: 'control',
            placeholder: `Filter ${rows.partial.value ? 'the first ' : ''}${number(rows.sorted.value.length)}`,
            'aria-label': `Filter by ${rows.view.by.join(', ')}`,
            onInput: (event) => (filter.value = event.target.value),
          }),
        ]),
      h('div', { class: 'scroll latest', tabindex: 0, role: 'region', 'aria-label': `Rows of ${rows.view.name}` }, [
        h('table', [
          h('thead', h('tr', [
            ...rows.view.by.map((name) => h('th', { scope: 'col' }, name)),
            ...plain.map((column) => h('th', { scope: 'col', class: numeric([column]).length ? 'figure' : null }, labelled(column.name, column.unit))),
            hasTime.value && h('th', { scope: 'col' }, 'when'),
          ])),
          h('tbody', found.value.slice(0, SHOWN_MAX).map(line)),
        ]),
        found.value.length > SHOWN_MAX && h('p', { class: 'muted small' }, `${SHOWN_MAX} of ${found.value.length}; filter to see the others.`),
      ]),
    ];

    return () => {
      const [only] = rows.sorted.value;
      return rows.view.by.length === 0 && only?.last ? tiles(only.last) : table();
    };
  },
});
