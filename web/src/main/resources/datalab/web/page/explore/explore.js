// Explore: any stream or view of a lab over any period, as lines and as a table, to take away in any format.
import { computed, defineComponent, h, onMounted, onUnmounted, ref, shallowRef, watch } from '../vue.js';
import { ask, askPoints } from '../api.js';
import { labScreen } from '../components/lab-screen.js';
import { empty, loading, Snippet, trouble } from '../components/pieces.js';
import { Pick } from '../components/pick.js';
import { duration, durationMs, labelled, localZone, number } from '../format.js';
import { remember, route } from '../route.js';
import { asCode, chartPath, exportPath, PERIODS, read, written } from './question.js';
import { bandOf, flaggedOf, linesOf, LINES_MAX } from './shape.js';
import { sourcesOf } from './source.js';
import { Plot } from './plot.js';
import { fromInput, isZone, textIn, toInput, zones } from './zone.js';

const FORMATS = ['csv', 'ndjson', 'parquet', 'arrow'];
const ROWS_WANTED = 40_000;
const POINTS_MAX = 1_000;
const POINTS_MIN = 40;
const BAND_FROM = 12; // more lines than that say less than a band
const BAND_BUCKETS = 300;
const TABLE_ROWS = 200;
const FIRST_ROWS = 5_000; // a first look at a view has about so many windows
const DAY = 86_400_000;

const byText = new Intl.Collator(undefined, { numeric: true });

/** The keys that there are, by field: the newest row of each says them. */
async function keysOf(source) {
  if (!source.keys.length) return {};
  const newest = source.everyMs || source.hasFlags ? '&latest=1' : '';
  const { rows } = await ask(`${source.path}?limit=10000${newest}&fields=${source.keys.map(encodeURIComponent).join(',')}`);
  return Object.fromEntries(source.keys.map((name) => [
    name, [...new Set(rows.map((row) => row[name]).filter((value) => value !== null).map(String))].sort(byText.compare),
  ]));
}

/** The first and the last time that there is; null where there is nothing. */
async function extentOf(source) {
  const [first, last] = await Promise.all(
    ['asc', 'desc'].map((order) => ask(`${source.path}?limit=1&order=${order}&fields=${source.time}`)));
  if (!first.rows.length) return null;
  return { from: Date.parse(first.rows[0][source.time]), to: Date.parse(last.rows[0][source.time]) + Math.max(source.everyMs, 1_000) };
}

const ExploreBody = defineComponent({
  name: 'ExploreBody',
  props: { lab: { type: Object, required: true } },
  setup(props) {
    const sources = sourcesOf(props.lab);
    const question = shallowRef(read(route.query, sources));
    const keys = shallowRef({});
    const answer = shallowRef(null);
    const state = ref('loading');
    const problem = ref(null);
    const code = ref('curl');
    let turn = 0;

    const source = computed(() => question.value.source);
    const zone = computed(() => (question.value.zone && isZone(question.value.zone) ? question.value.zone : localZone()));
    const bucketMs = computed(() => durationMs(answer.value?.bucket));
    const lines = computed(() => (answer.value ? linesOf(source.value, question.value, answer.value.rows, bucketMs.value) : []));
    const isBand = computed(() => question.value.band || (lines.value.length > BAND_FROM && question.value.columns.length === 1));
    const band = computed(() => {
      if (!isBand.value || lines.value.length < 2) return null;
      const { from, to } = question.value;
      return bandOf(lines.value, Math.max(bucketMs.value, source.value.everyMs, (to - from) / BAND_BUCKETS));
    });
    const flagged = computed(() =>
      (answer.value && source.value.hasFlags && !band.value ? flaggedOf(source.value, question.value, answer.value.rows) : []));
    const unit = computed(() => {
      const shown = source.value.columns.filter(({ name }) => question.value.columns.includes(name));
      return [...new Set(shown.map((column) => column.unit ?? ''))].join(', ') || shown.map(({ name }) => name).join(', ');
    });

    /** Reads the rows of the question as it is by then; an answer to an older one is dropped. */
    const load = async () => {
      const mine = ++turn;
      state.value = answer.value ? 'again' : 'loading';
      try {
        if (question.value.from === null || question.value.to === null) await fit(false);
        if (mine !== turn) return;
        if (question.value.from === null) {
          state.value = 'nothing';
          return;
        }
        const among = source.value.keys.reduce(
          (all, name) => all * (question.value.keys[name].length || keys.value[name]?.length || 1), 1);
        const points = Math.max(POINTS_MIN, Math.min(POINTS_MAX, Math.floor(ROWS_WANTED / among)));
        const found = await askPoints(chartPath(source.value, question.value, points));
        if (mine !== turn) return;
        answer.value = found;
        problem.value = null;
        state.value = 'shown';
      } catch (trouble) {
        if (mine !== turn) return;
        problem.value = trouble;
        state.value = 'failed';
      }
    };

    const change = (some, drops = false) => {
      question.value = { ...question.value, ...some };
      if (question.value.from !== null) remember(written(question.value));
      if (drops) load();
    };

    /** The period that holds what is there: of a long view its newest part, of events the last day of them. */
    const fit = async (whole) => {
      const extent = await extentOf(source.value);
      if (!extent) return;
      const { from, to } = extent;
      const longest = source.value.everyMs ? source.value.everyMs * FIRST_ROWS : DAY;
      change({ from: whole ? from : Math.max(from, to - longest), to });
    };
    const fitWhole = async () => {
      try {
        await fit(true);
        await load();
      } catch (trouble) {
        problem.value = trouble;
        state.value = 'failed';
      }
    };

    const choose = async (id) => {
      const other = sources.find((each) => each.id === id);
      const kept = { from: question.value.from, to: question.value.to, zone: question.value.zone };
      question.value = { ...read(new URLSearchParams({ of: id }), sources), ...kept, source: other };
      for (const name of [...route.query.keys()].filter((each) => each.startsWith('key.'))) remember({ [name]: [] });
      if (question.value.from !== null) remember(written(question.value));
      answer.value = null;
      keys.value = {};
      await begin();
    };

    const begin = async () => {
      try {
        keys.value = await keysOf(source.value);
      } catch (trouble) {
        problem.value = trouble;
        state.value = 'failed';
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
      answer.value = null;
      begin();
    };
    addEventListener('hashchange', fromAddress);
    onMounted(begin);
    onUnmounted(() => {
      turn++;
      removeEventListener('hashchange', fromAddress);
    });

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
        h('input', {
          type: 'number',
          step: 'any',
          class: 'narrow',
          value: question.value[name] ?? '',
          onChange: (event) => change({ [name]: event.target.value === '' ? null : Number(event.target.value) }),
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
          h('input', {
            list: 'zones',
            value: zone.value,
            onChange: (event) => change({ zone: isZone(event.target.value) ? event.target.value : null }),
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
      return h('div', { class: 'scroll explore-table', tabindex: 0, role: 'region', 'aria-label': 'The newest rows of the chart' }, [
        h('table', [
          h('thead', h('tr', [
            h('th', { scope: 'col' }, `Time (${zone.value})`),
            ...source.value.keys.map((name) => h('th', { scope: 'col' }, name)),
            ...columns.map((column) => h('th', { scope: 'col', class: 'figure' }, labelled(column.name, column.unit))),
          ])),
          h('tbody', rows.slice(-TABLE_ROWS).reverse().map((row, i) => h('tr', { key: i }, [
            h('td', h('time', { datetime: row[source.value.time] }, textIn(Date.parse(row[source.value.time]), zone.value))),
            ...source.value.keys.map((name) => h('td', String(row[name] ?? '–'))),
            ...columns.map((column) => h('td', { class: 'figure' }, number(row[column.name]))),
          ]))),
        ]),
      ]);
    };

    const title = () => `${question.value.columns.join(', ')} of ${source.value.label}`;
    const about = () => {
      const { rows, bucket } = answer.value;
      const flags = flagged.value.length ? `; ${number(flagged.value.length)} flagged, ringed` : '';
      return bucket
        ? `${number(rows.length)} of the rows: each ${duration(durationMs(bucket))} is shown by its ends and extremes${flags}. Zoom in for all.`
        : `${number(rows.length)} rows, all there are${flags}.`;
    };

    const chart = () => {
      if (state.value === 'failed' && !answer.value) return trouble(problem.value, load);
      if (state.value === 'nothing') return empty('Nothing is there yet', h('p', 'It appears here as soon as the first event is kept.'));
      if (!answer.value) return loading();
      return [
        state.value === 'failed' && trouble(problem.value, load),
        answer.value.rows.length
          ? h('div', { class: ['explore-chart', { aside: question.value.table }] }, [
            h(Plot, {
              lines: lines.value.slice(0, LINES_MAX),
              band: band.value,
              flagged: flagged.value,
              from: question.value.from,
              to: question.value.to,
              zone: zone.value,
              unit: unit.value,
              title: title(),
              log: question.value.log,
              low: question.value.low,
              high: question.value.high,
              onZoom: zoom,
            }),
            question.value.table && table(),
          ])
          : empty('Nothing in this period', h('p', button('Show all there is', fitWhole))),
        h('p', { class: 'muted small', role: 'status' }, [about(), state.value === 'again' ? ' Asking…' : '']),
      ];
    };

    const takeAway = () => {
      const codes = asCode(source.value, question.value);
      return h('section', { class: 'panel', 'aria-labelledby': 'take-title' }, [
        h('header', { class: 'panel-head' }, [h('h2', { id: 'take-title' }, 'Take it away')]),
        h('p', { class: 'panel-about' }, 'Every row of the period and the keys above, not only those the chart shows.'),
        h('div', { class: 'controls' }, FORMATS.map((format) =>
          h('a', { class: 'control', href: exportPath(source.value, question.value, format), download: '' }, format))),
        h('div', { class: 'tabs', role: 'group', 'aria-label': 'The same question as' }, codes.map(({ name }) =>
          h('button', { type: 'button', class: 'tab', 'aria-pressed': name === code.value, onClick: () => (code.value = name) }, name))),
        h(Snippet, { text: codes.find(({ name }) => name === code.value).text, label: code.value }),
      ]);
    };

    watch(title, (text) => {
      document.title = `${text} – DataLab`;
    }, { immediate: true });

    return () => [
      h('section', { class: 'panel explore', 'aria-label': 'Chart' }, [
        what(),
        when(),
        chart(),
        h('div', { class: 'controls' }, [
          button(question.value.table ? 'Without the table' : 'Table beside it', () => change({ table: !question.value.table })),
        ]),
      ]),
      question.value.from !== null && takeAway(),
    ];
  },
});

export const ExplorePage = labScreen('explore', (name) => `Explore ${name}`, (lab) =>
  (sourcesOf(lab).length ? h(ExploreBody, { lab }) : empty('This lab has no numbers to draw')));
