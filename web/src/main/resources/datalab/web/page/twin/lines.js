// Rows of a twin as the chart takes them: a line for what was observed, each model, its forecast, and each scenario.
import { durationMs } from '../format.js';

const COLOURS = 8;
const FORECAST_DASH = [6, 4];
const SCENARIO_DASH = [10, 3, 2, 3];
const NO_NAME = 'no scenario';

const colour = (i) => `--series-${(i % COLOURS) + 1}`;

/** A null where slots are missing, so that the line breaks. */
function withGaps(points, everyMs) {
  return points.flatMap((point, i) =>
    (i && point[0] - points[i - 1][0] > everyMs * 1.5 ? [[points[i - 1][0] + everyMs, null, null, null], point] : [point]));
}

const lineOf = (id, label, rows, everyMs, look) => {
  const points = withGaps(rows.map((row) => [Date.parse(row.at), row.value, row.lower, row.upper]), everyMs);
  return {
    id, label, ...look,
    points: points.map(([at, value]) => [at, value]),
    band: rows.some(({ lower }) => lower !== null) ? points.map(([at, , low, high]) => [at, low, high]) : null,
  };
};

/** Bands reach no further than values can. */
const within = (min, rows) => (min === null ? rows : rows.map((row) => (row.lower < min && row.lower !== null ? { ...row, lower: min } : row)));

const of = (rows, kind, name) => rows.filter((row) => row.kind === kind && (name === undefined || row.name === name));

/** All that rows say of a series: {lines, residuals, scenarios, newest}; `newest` is where the last slot ends that something came of. */
export function twinOf(series, rows) {
  const axisMs = durationMs(series.models[0].every);
  const observed = of(rows, 'observed');
  const scenarios = [...new Set(of(rows, 'simulated').map(({ name }) => name))];
  const lines = [lineOf('observed', 'observed', observed, axisMs, { colour: '--text', width: 2 })];
  const residuals = [];
  series.models.forEach((model, i) => {
    const everyMs = durationMs(model.every);
    const modelled = of(rows, 'modelled', model.name);
    lines.push(lineOf(`model ${model.name}`, model.title, within(series.min, modelled), everyMs, { colour: colour(i) }));
    lines.push(lineOf(`forecast ${model.name}`, `${model.title}, forecast`, within(series.min, of(rows, 'forecast', model.name)), everyMs, { colour: colour(i), dash: FORECAST_DASH }));
    residuals.push({
      ...lineOf(`model ${model.name}`, model.title, modelled.map(({ at, residual }) => ({ at, value: residual, lower: null })), everyMs, { colour: colour(i) }),
    });
  });
  scenarios.forEach((name, i) => lines.push(lineOf(
    `scenario ${name ?? ''}`, name ?? NO_NAME, of(rows, 'simulated', name), axisMs, { colour: colour(series.models.length + i), dash: SCENARIO_DASH })));
  const last = observed.at(-1);
  return { lines, residuals, scenarios, newest: last ? Date.parse(last.at) + axisMs : null };
}

/** One line less another, where both have a value. */
export function difference(one, other) {
  const values = new Map(other.points);
  const points = one.points
    .filter(([at, value]) => value !== null && values.get(at) !== undefined && values.get(at) !== null)
    .map(([at, value]) => [at, value - values.get(at)]);
  return { ...one, label: `${one.label} − ${other.label}`, points, band: null, dash: [] };
}

/** The numbers of some lines side by side, the newest first: [{at, cells: [[value, low, high]]}]. */
export function tableOf(lines, max) {
  const byTime = new Map();
  lines.forEach((line, i) => line.points.forEach(([at, value], j) => {
    if (value === null) return;
    if (!byTime.has(at)) byTime.set(at, lines.map(() => null));
    byTime.get(at)[i] = [value, ...(line.band ? line.band[j].slice(1) : [])];
  }));
  return [...byTime].sort(([a], [b]) => b - a).slice(0, max).map(([at, cells]) => ({ at, cells }));
}
