// What the twin's screen shows, as the address has it and as DataLab is asked for it.
import { durationMs } from '../format.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How much is shown before the newest event. */
export const SPANS = [['6 h', 6 * HOUR], ['1 day', DAY], ['1 week', 7 * DAY], ['1 month', 30 * DAY]];
const USUAL = 7 * DAY;

const iso = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** The series of a lab that have models: [{id, of, value, key, unit, min, models}]; `min` is the least value that is taken. */
export function seriesOf(lab) {
  const found = new Map();
  for (const model of lab.models ?? []) {
    const id = `${model.of} ${model.value}`;
    const stream = lab.streams.find(({ name }) => name === model.of);
    const min = stream?.fields.find(({ name }) => name === model.value)?.min ?? null;
    if (!found.has(id)) found.set(id, { id, of: model.of, value: model.value, key: stream?.key, unit: model.unit ?? '', min, models: [] });
    found.get(id).models.push(model);
  }
  return [...found.values()];
}

/** All horizons that models of a series are scored at, the shortest first, as ISO 8601 durations. */
export const horizonsOf = ({ models }) =>
  [...new Set(models.flatMap(({ horizons }) => horizons))].sort((a, b) => durationMs(a) - durationMs(b));

/** Reads what an address says; what it does not say is null or empty. */
export function read(params, all) {
  const series = all.find(({ id }) => id === params.get('of')) ?? all[0];
  const time = (name) => (Number.isNaN(Date.parse(params.get(name) ?? '')) ? null : Date.parse(params.get(name)));
  const horizon = params.get('horizon');
  const span = durationMs(params.get('last'));
  return {
    series,
    key: params.get('key'),
    from: time('from'),
    to: time('to'),
    span: span || USUAL,
    horizon: horizonsOf(series).includes(horizon) ? horizon : null,
    hidden: params.getAll('hide'),
    compared: params.getAll('compare').slice(0, 2),
    table: params.has('table'),
  };
}

/** The same as the address keeps it. */
export const written = (question) => ({
  of: question.series.id,
  key: question.key,
  from: question.from === null ? null : iso(question.from),
  to: question.to === null ? null : iso(question.to),
  last: question.from !== null || question.span === USUAL ? null : `PT${question.span / HOUR}H`,
  horizon: question.horizon,
  hide: question.hidden,
  compare: question.compared,
  table: question.table ? '' : null,
});

/** Whether it goes on with what comes, rather than showing one period. */
export const follows = ({ from, to }) => from === null || to === null;

const query = (pairs) => pairs.filter(([, value]) => value !== null).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

/** Where a twin is asked for, from a time on. */
export const twinPath = (lab, { series, key, to, horizon }, from) =>
  `labs/${encodeURIComponent(lab)}/twins/${encodeURIComponent(key)}?${query([
    ['of', series.of], ['value', series.value], ['from', iso(from)], ['to', to === null ? null : iso(to)],
    ['horizon', horizon === null ? null : `${durationMs(horizon) / 1_000}s`],
  ])}`;
