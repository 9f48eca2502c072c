// Explore: any stream or view of a lab over any period, as lines and as a table, to take away in any format.
import { computed, defineComponent, h, onMounted, onUnmounted, ref, shallowRef, watch } from '../vue.js';
import { labScreen } from '../components/lab-screen.js';
import { empty, loading, Snippet, trouble } from '../components/pieces.js';
import { Pick } from '../components/pick.js';
import { TypedInput } from '../components/typed-input.js';
import { duration, durationMs, labelled, number } from '../format.js';
import { remember, route } from '../route.js';
import { extentOf, firstPeriod, keysOf, titleOf, useChart } from './chart.js';
import { asCode, exportPath, layerOf, layersPossible, LAYERS_MAX, paramsOf, PERIODS, read, written } from './question.js';
import { notesOfRow, useNotes } from './notes.js';
import { PutOnBoard } from './put-on-board.js';
import { LINES_MAX } from './shape.js';
import { sourcesOf } from './source.js';
import { Plot } from './plot.js';
import { fromInput, isZone, textIn, toInput, zones } from './zone.js';

const FORMATS = ['csv', 'ndjson', 'parquet', 'arrow'];
const TABLE_ROWS = 200;

const ExploreBody = defineComponent({
  name: 'ExploreBody',
  props: { lab: { type: Object, required: true } },
  setup(props) {
    const sources = sourcesOf(props.lab);
    const question = shallowRef(read(route.query, sources));
    const keys = shallowRef({});
    const chart = useChart(question, keys);
    const notes = useNotes(props.lab, question);
    const { answer, state, problem, zone, isBand, flagged } = chart;
    const code = ref('curl');
    const source = computed(() => question.value.source);
    const load = () => chart.load(fit);

    const change = (some, drops = false) => {
      question.value = { ...question.value, ...some };
      if (question.value.from !== null) remember(written(question.value));
      if (drops) load();
    };

    const fit = async () => {
      const period = await firstPeriod(source.value);
      if (period) change(period);
    };
    const fitWhole = async () => {
      try {
        const extent = await extentOf(source.value);
        if (extent) change(extent);
        await load();
      } catch (trouble) {
        chart.failed(trouble);
      }
    };

    const choose = async (id) => {
      const other = sources.find((each) => each.id === id);
      const kept = { from: question.value.from, to: question.value.to, zone: question.value.zone };
      question.value = { ...read(new URLSearchParams({ of: id }), sources), ...kept, source: other };
      for (const name of [...route.query.keys()].filter((each) => each.startsWith('key.'))) remember({ [name]: [] });
      if (question.value.from !== null) remember(written(question.value));
      chart.drop();
      keys.value = {};
      await begin();
    };

    const begin = async () => {
      try {
        keys.value = await keysOf(source.value);
      } catch (trouble) {
        chart.failed(trouble);
        return;
      }
      await load();
    };

    const zoom = (from, to) => change({ from: Math.round(from), to: Math.round(Math.max(to, from + 1_000)) }, true);
    const move = (part) => {
      const { from, to } = question.value;
      zoom(from + (to - from) * part, to + (to - from) * part);
    };
    const wider = () => {
      const { from, to } = question.value;
      zoom(from - (to - from) / 2, to + (to - from) / 2);
    };
    const period = (ms) => zoom(question.value.to - ms, question.value.to);

    const fromAddress = () => {
      const other = read(route.query, sources);
      if (JSON.stringify(written({ ...other, from: other.from ?? 0, to: other.to ?? 0 })) ===
          JSON.stringify(written({ ...question.value, from: question.value.from ?? 0, to: question.value.to ?? 0 }))) return;
      question.value = other;
      chart.drop();
      begin();
    };
    addEventListener('hashchange', fromAddress);
    onMounted(begin);
    onUnmounted(() => removeEventListener('hashchange', fromAddress));

    const timeInput = (name, label) =>
      h('label', { class: 'control' }, [
        h('span', { class: 'control-label' }, label),
        h('input', {
          type: 'datetime-local',
          value: question.value[name] === null ? '' : toInput(question.value[name], zone.value),
          onChange: (event) => {
            const at = fromInput(event.target.value, zone.value);
            if (at !== null) change({ [name]: at }, true);
          },
        }),
      ]);

    const numberInput = (name, label) =>
      h('label', { class: 'control' }, [
        h('span', { class: 'control-label' }, label),
        h(TypedInput, {
          type: 'number',
          step: 'any',
          class: 'narrow',
          value: question.value[name] ?? '',
          onTyped: (text) => change({ [name]: text === '' ? null : Number(text) }),
        }),
      ]);

    const button = (text, onClick, more = {}) => h('button', { type: 'button', class: 'control', onClick, ...more }, text);

    const what = () =>
      h('div', { class: 'controls', role: 'group', 'aria-label': 'What is shown' }, [
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Show'),
          h('select', { value: source.value.id, onChange: (event) => choose(event.target.value) },
            sources.map(({ id, label }) => h('option', { value: id }, label))),
        ]),
        ...source.value.keys.map((name) =>
          h(Pick, {
            key: `${source.value.id} ${name}`,
            label: name,
            options: (keys.value[name] ?? []).map((value) => ({ key: value, label: value })),
            chosen: question.value.keys[name],
            none: 'all',
            max: LINES_MAX,
            onChoose: (values) => change({ keys: { ...question.value.keys, [name]: values } }, true),
          })),
        h(Pick, {
          key: source.value.id,
          label: 'Columns',
          options: source.value.columns.map((column) => ({ key: column.name, label: labelled(column.name, column.unit) })),
          chosen: question.value.columns,
          max: 6,
          onChoose: (names) => names.length && change({ columns: names }, true),
        }),
        h(Pick, {
          label: 'Layers',
          options: layersPossible(sources),
          chosen: question.value.layers.map(({ source: { id }, column }) => `${id} ${column}`),
          max: LAYERS_MAX,
          none: 'none',
          onChoose: (names) => change({ layers: names.map((name) => layerOf(name, sources)) }, true),
        }),
        button('Band', () => change({ band: !question.value.band }), { 'aria-pressed': isBand.value, title: 'All of them as a band, with the median' }),
        button('Log', () => change({ log: !question.value.log }), { 'aria-pressed': question.value.log, title: 'A logarithmic axis' }),
        numberInput('low', 'y from'),
        numberInput('high', 'y to'),
      ]);

    const when = () =>
      h('div', { class: 'controls', role: 'group', 'aria-label': 'Period' }, [
        timeInput('from', 'From'),
        timeInput('to', 'To'),
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Zone'),
          h(TypedInput, {
            list: 'zones',
            value: zone.value,
            onTyped: (text) => change({ zone: isZone(text) ? text : null }),
          }),
          h('datalist', { id: 'zones' }, zones().map((name) => h('option', { value: name }))),
        ]),
        button('Earlier', () => move(-0.5)),
        button('Later', () => move(0.5)),
        button('Wider', wider),
        ...PERIODS.map(([text, ms]) => button(text, () => period(ms))),
        button('All there is', fitWhole),
      ]);

    const table = () => {
      const { rows } = answer.value;
      const columns = source.value.columns.filter(({ name }) => question.value.columns.includes(name));
      const said = notes?.shown.value.length ? notes.shown.value : null;
      return h('div', { class: 'scroll explore-table', tabindex: 0, role: 'region', 'aria-label': 'The newest rows of the chart' }, [
        h('table', [
          h('thead', h('tr', [
            h('th', { scope: 'col' }, `Time (${zone.value})`),
            ...source.value.keys.map((name) => h('th', { scope: 'col' }, name)),
            ...columns.map((column) => h('th', { scope: 'col', class: 'figure' }, labelled(column.name, column.unit))),
            said && h('th', { scope: 'col' }, 'People say'),
          ])),
          h('tbody', rows.slice(-TABLE_ROWS).reverse().map((row, i) => h('tr', { key: i }, [
            h('td', h('time', { datetime: row[source.value.time] }, textIn(Date.parse(row[source.value.time]), zone.value))),
            ...source.value.keys.map((name) => h('td', String(row[name] ?? '–'))),
            ...columns.map((column) => h('td', { class: 'figure' }, number(row[column.name]))),
            said && h('td', notesOfRow(said, source.value, row).map(({ annotation, text }) => h('div', { key: annotation.id, class: 'small' }, text))),
          ]))),
        ]),
      ]);
    };

    const about = () => {
      const { rows, bucket, isMerged } = answer.value;
      if (isMerged) return `${number(rows.length)} rows, each of ${duration(durationMs(bucket))}, merged from the view's own. Zoom in for those.`;
      const flags = flagged.value.length ? `; ${number(flagged.value.length)} flagged, ringed` : '';
      return bucket
        ? `${number(rows.length)} of the rows: each ${duration(durationMs(bucket))} is shown by its ends and extremes${flags}. Zoom in for all.`
        : `${number(rows.length)} rows, all there are${flags}.`;
    };

    const shown = () => {
      if (state.value === 'failed' && !answer.value) return trouble(problem.value, load);
      if (state.value === 'nothing') return empty('Nothing is there yet', h('p', 'It appears here as soon as the first event is kept.'));
      if (!answer.value) return loading();
      return [
        state.value === 'failed' && trouble(problem.value, load),
        answer.value.rows.length
          ? h('div', { class: ['explore-chart', { aside: question.value.table }] }, [
            h(Plot, { ...chart.drawn(), notes: notes?.shown.value, onZoom: zoom }),
            question.value.table && table(),
          ])
          : empty('Nothing in this period', h('p', button('Show all there is', fitWhole))),
        notes?.view(zone.value),
        h('p', { class: 'muted small', role: 'status' }, [about(), state.value === 'again' ? ' Asking…' : '']),
      ];
    };

    const downloads = (everyMs) =>
      h('div', { class: 'controls' }, FORMATS.map((format) =>
        h('a', { class: 'control', href: exportPath(source.value, question.value, format, everyMs), download: '' }, format)));

    const mergedDownloads = () => {
      const everyMs = durationMs(answer.value.bucket);
      return [
        h('p', { class: 'panel-about' }, `Or rows of ${duration(everyMs)}, as the chart shows them.`),
        h('div', { role: 'group', 'aria-label': `Rows of ${duration(everyMs)}` }, downloads(everyMs)),
      ];
    };

    const takeAway = () => {
      const codes = asCode(source.value, question.value);
      return h('section', { class: 'panel', 'aria-labelledby': 'take-title' }, [
        h('header', { class: 'panel-head' }, [h('h2', { id: 'take-title' }, 'Take it away')]),
        h('p', { class: 'panel-about' }, 'Every row of the period and the keys above, not only those the chart shows.'),
        downloads(0),
        answer.value?.isMerged && mergedDownloads(),
        h('div', { class: 'tabs', role: 'group', 'aria-label': 'The same question as' }, codes.map(({ name }) =>
          h('button', { type: 'button', class: 'tab', 'aria-pressed': name === code.value, onClick: () => (code.value = name) }, name))),
        h(Snippet, { text: codes.find(({ name }) => name === code.value).text, label: code.value }),
      ]);
    };

    watch(() => titleOf(question.value), (text) => {
      document.title = `${text} – DataLab`;
    }, { immediate: true });

    return () => [
      h('section', { class: 'panel explore', 'aria-label': 'Chart' }, [
        what(),
        when(),
        shown(),
        h('div', { class: 'controls' }, [
          question.value.from !== null && h(PutOnBoard, { lab: props.lab.name, chart: paramsOf(question.value) }),
          button(question.value.table ? 'Without the table' : 'Table beside it', () => change({ table: !question.value.table })),
        ]),
      ]),
      question.value.from !== null && takeAway(),
    ];
  },
});

export const ExplorePage = labScreen('explore', 'Explore', (lab) =>
  (sourcesOf(lab).length ? h(ExploreBody, { lab }) : empty('This lab has no numbers to draw')));
