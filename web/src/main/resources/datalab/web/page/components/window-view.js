// A view with windows: lines over time, for chosen groups and columns, with the same numbers as a table.
import { computed, defineComponent, h, ref, watch } from '../vue.js';
import { duration, labelled, localTime, number } from '../format.js';
import { remember, route } from '../route.js';
import { linesOf, numeric, SERIES_MAX } from '../series.js';
import { rangesFor } from '../view-rows.js';
import { LineChart } from './line-chart.js';
import { Pick } from './pick.js';

const FIRST_GROUPS = 4;
const TABLE_ROWS = 60;

/** Averages and the like say more at first sight than counts. */
const firstColumns = (columns) => {
  const drawn = numeric(columns);
  const named = drawn.find((column) => /^(mean|avg|average|median)/.test(column.name));
  const best = named ?? drawn.find((column) => String(column.type).toLowerCase() === 'number') ?? drawn[0];
  return best ? [best.name] : [];
};

const inRoute = (name, known) => route.query.getAll(name).filter((each) => known(each));

export const WindowView = defineComponent({
  name: 'WindowView',
  props: { rows: { type: Object, required: true } },
  setup(props) {
    const { rows } = props;
    const drawn = numeric(rows.view.columns);
    const columns = ref(inRoute('column', (name) => drawn.some((column) => column.name === name)));
    if (!columns.value.length) columns.value = firstColumns(rows.view.columns);
    const picked = ref(inRoute('group', () => true));
    const asTable = ref(false);

    const groups = computed(() => {
      const known = rows.sorted.value;
      const chosen = picked.value.map((key) => rows.groups.value.get(key)).filter(Boolean);
      return chosen.length ? chosen : known.slice(0, FIRST_GROUPS);
    });
    const chosenColumns = computed(() => drawn.filter((column) => columns.value.includes(column.name)));
    const to = computed(() => rows.newest.value + rows.everyMs);
    const from = computed(() => to.value - rows.range.value);
    const lines = computed(() => linesOf(groups.value, chosenColumns.value, from.value, to.value, rows.everyMs));
    watch(
      () => [groups.value.map((group) => group.key), rows.range.value],
      ([keys]) => rows.need(keys),
      { immediate: true },
    );

    const chooseGroups = (keys) => {
      picked.value = keys;
      remember({ group: keys });
    };
    const chooseColumns = (names) => {
      if (!names.length) return;
      columns.value = names;
      remember({ column: names });
    };

    const controls = () =>
      h('div', { class: 'controls' }, [
        rows.view.by.length > 0 &&
          h(Pick, {
            label: rows.view.by.join(' · '),
            options: rows.sorted.value,
            chosen: groups.value.map((group) => group.key),
            max: Math.max(1, Math.floor(SERIES_MAX / Math.max(1, chosenColumns.value.length))),
            onChoose: chooseGroups,
          }),
        drawn.length > 1 &&
          h(Pick, {
            label: 'Columns',
            options: drawn.map(({ name, unit }) => ({ key: name, label: labelled(name, unit) })),
            chosen: columns.value,
            max: Math.max(1, Math.floor(SERIES_MAX / Math.max(1, groups.value.length))),
            onChoose: chooseColumns,
          }),
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Last'),
          h(
            'select',
            { value: rows.range.value, onChange: (event) => (rows.range.value = Number(event.target.value)) },
            rangesFor(rows.everyMs).map((ms) => h('option', { value: ms }, duration(ms))),
          ),
        ]),
        h(
          'button',
          { type: 'button', class: 'control', 'aria-pressed': asTable.value, onClick: () => (asTable.value = !asTable.value) },
          asTable.value ? 'As lines' : 'As a table',
        ),
      ]);

    const legend = () =>
      h('ul', { class: 'legend' }, lines.value.series.map((series) => {
        const last = series.points.at(-1)?.y ?? null;
        return h('li', { key: series.label }, [
          h('span', { class: ['swatch', `series-${(series.colour % 8) + 1}`, { dashed: series.dash > 0 }], 'aria-hidden': 'true' }),
          h('span', { class: 'legend-name' }, series.label || chosenColumns.value[0]?.name),
          h('span', { class: 'legend-value' }, [number(last), last !== null && series.unit ? ` ${series.unit}` : '']),
        ]);
      }));

    const title = () =>
      `${chosenColumns.value.map((column) => labelled(column.name, column.unit)).join(', ')} of ${rows.view.name}, ` +
      `${localTime(from.value)} to ${localTime(to.value)}; the newest: ` +
      lines.value.series.map((series) => `${series.label} ${number(series.points.at(-1)?.y ?? null)}`).join(', ');

    const table = () => {
      const list = groups.value
        .flatMap((group) => [...group.windows].map(([start, row]) => ({ group, start, row })))
        .filter(({ start }) => start >= from.value && start <= to.value)
        .sort((a, b) => b.start - a.start)
        .slice(0, TABLE_ROWS);
      return h('div', { class: 'scroll chart', tabindex: 0, role: 'region', 'aria-label': `Rows of ${rows.view.name}` }, [
        h('table', [
          h('thead', h('tr', [
            h('th', { scope: 'col' }, 'Window'),
            ...rows.view.by.map((name) => h('th', { scope: 'col' }, name)),
            ...drawn.map((column) => h('th', { scope: 'col', class: 'figure' }, labelled(column.name, column.unit))),
          ])),
          h('tbody', list.map(({ group, start, row }) => h('tr', { key: `${start} ${group.key}` }, [
            h('td', h('time', { datetime: row.window_start, title: `${row.window_start} (UTC)` }, localTime(start))),
            ...group.values.map((value) => h('td', String(value ?? '–'))),
            ...drawn.map((column) => h('td', { class: 'figure' }, number(row[column.name]))),
          ]))),
        ]),
      ]);
    };

    return () => [
      controls(),
      asTable.value
        ? table()
        : h(LineChart, { ...lines.value, from: from.value, to: to.value, title: title() }),
      !asTable.value && legend(),
    ];
  },
});
