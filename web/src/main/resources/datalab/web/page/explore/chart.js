// The rows of a question, asked of the server, and what a chart draws of them.
import { computed, onUnmounted, ref, shallowRef } from '../vue.js';
import { ask, askPoints } from '../api.js';
import { durationMs, localZone } from '../format.js';
import { askMerged, mergedMs } from './merged.js';
import { chartPath, layerQuestion, mergedPath } from './question.js';
import { bandOf, flaggedOf, linesOf, LINES_MAX } from './shape.js';
import { isZone } from './zone.js';

const ROWS_WANTED = 40_000;
const POINTS_MAX = 1_000;
const POINTS_MIN = 40;
const BAND_FROM = 12; // more lines than that say less than a band
const BAND_BUCKETS = 300;
const FIRST_ROWS = 5_000; // a first look at a view has about so many windows
const DAY = 86_400_000;

const byText = new Intl.Collator(undefined, { numeric: true });

/** The keys that there are, by field: the newest row of each says them. */
export async function keysOf(source) {
  if (!source.keys.length) return {};
  const newest = source.everyMs || source.hasFlags ? '&latest=1' : '';
  const { rows } = await ask(`${source.path}?limit=10000${newest}&fields=${source.keys.map(encodeURIComponent).join(',')}`);
  return Object.fromEntries(source.keys.map((name) => [
    name, [...new Set(rows.map((row) => row[name]).filter((value) => value !== null).map(String))].sort(byText.compare),
  ]));
}

/** The first and the last time that there is; null where there is nothing. */
export async function extentOf(source) {
  const [first, last] = await Promise.all(
    ['asc', 'desc'].map((order) => ask(`${source.path}?limit=1&order=${order}&fields=${source.time}`)));
  if (!first.rows.length) return null;
  return { from: Date.parse(first.rows[0][source.time]), to: Date.parse(last.rows[0][source.time]) + Math.max(source.everyMs, 1_000) };
}

/** The period that is shown where nobody says one: of a long view its newest part, of events the last day of them. */
export async function firstPeriod(source) {
  const extent = await extentOf(source);
  if (!extent) return null;
  const longest = source.everyMs ? source.everyMs * FIRST_ROWS : DAY;
  return { from: Math.max(extent.from, extent.to - longest), to: extent.to };
}

/** What a chart needs of a source: points of its rows, or of a long period larger windows. */
function read(source, question, keys) {
  const among = source.keys.reduce((all, name) => all * (question.keys[name]?.length || keys[name]?.length || 1), 1);
  const everyMs = mergedMs(source, question, among);
  if (everyMs) return askMerged(mergedPath(source, question, everyMs), everyMs);
  return askPoints(chartPath(source, question, Math.max(POINTS_MIN, Math.min(POINTS_MAX, Math.floor(ROWS_WANTED / among)))));
}

const unitsOf = (columns, names) => [...new Set(columns.filter(({ name }) => names.includes(name)).map(({ unit }) => unit ?? ''))].join(', ');

/** What is drawn of a question that may change; `keys` are those that there are, by field. */
export function useChart(question, keys) {
  const answer = shallowRef(null);
  const layers = shallowRef([]); // [{layer, rows, bucket}]
  const state = ref('loading');
  const problem = ref(null);
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
  const unit = computed(() => unitsOf(source.value.columns, question.value.columns) || question.value.columns.join(', '));
  /** The lines of other sources over these; one of another unit has the axis on the right. */
  const over = computed(() => layers.value.flatMap(({ layer, rows, bucket }) => {
    const itsUnit = unitsOf(layer.source.columns, [layer.column]) || layer.column;
    return linesOf(layer.source, layerQuestion(layer, question.value), rows, durationMs(bucket)).map((line) => ({
      ...line, label: [line.key, `${layer.column} of ${layer.source.name}`].filter(Boolean).join(' · '), unit: itsUnit, right: itsUnit !== unit.value,
    }));
  }).slice(0, LINES_MAX));

  /** Reads the rows of the question as it is by then; an answer to an older one is dropped. `fit` finds a period where there is none. */
  const load = async (fit) => {
    const mine = ++turn;
    state.value = answer.value ? 'again' : 'loading';
    try {
      if (question.value.from === null || question.value.to === null) await fit();
      if (mine !== turn) return;
      if (question.value.from === null) {
        state.value = 'nothing';
        return;
      }
      const found = await Promise.all([
        read(source.value, question.value, keys.value),
        ...question.value.layers.map((layer) => read(layer.source, layerQuestion(layer, question.value), keys.value)),
      ]);
      if (mine !== turn) return;
      layers.value = question.value.layers.map((layer, i) => ({ layer, rows: found[i + 1].rows, bucket: found[i + 1].bucket }));
      answer.value = found[0];
      problem.value = null;
      state.value = 'shown';
    } catch (trouble) {
      if (mine === turn) failed(trouble);
    }
  };
  const failed = (trouble) => {
    problem.value = trouble;
    state.value = 'failed';
  };
  /** Of another source nothing that is drawn holds. */
  const drop = () => {
    answer.value = null;
    layers.value = [];
  };
  onUnmounted(() => turn++);

  /** What the plot takes. */
  const drawn = () => ({
    lines: lines.value.slice(0, LINES_MAX),
    band: band.value,
    over: over.value,
    flagged: flagged.value,
    from: question.value.from,
    to: question.value.to,
    zone: zone.value,
    unit: unit.value,
    title: titleOf(question.value),
    log: question.value.log,
    low: question.value.low,
    high: question.value.high,
  });
  return { answer, state, problem, zone, isBand, flagged, load, failed, drop, drawn };
}

/** A chart in words. */
export const titleOf = ({ source, columns, keys, layers }) => {
  const some = Object.values(keys).flat();
  const whose = some.length ? ` of ${some.length > 3 ? `${some.length} keys` : some.join(', ')}` : '';
  const more = layers.length ? `, with ${layers.map((layer) => `${layer.column} of ${layer.source.name}`).join(', ')}` : '';
  return `${columns.join(', ')} of ${source.label}${whose}${more}`;
};
