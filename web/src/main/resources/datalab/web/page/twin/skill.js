// How good models are: a view over the lab's scores, read as a table by model and horizon with the best of each horizon.
import { durationMs } from '../format.js';

const NOMINAL = 0.95; // what the band is to hold

/** Of what is known of a column by its name: its unit, and how far a value is from the best one. */
const MEASURES = {
  bias: { unit: (unit) => unit, away: Math.abs },
  mae: { unit: (unit) => unit, away: Math.abs },
  rmse: { unit: (unit) => unit, away: Math.abs },
  mse: { unit: (unit) => unit && `${unit}²`, away: Math.abs },
  crps: { unit: (unit) => unit, away: Math.abs },
  coverage: { unit: () => '', away: (value) => Math.abs(value - NOMINAL) },
};

/** The view of a lab that tells it; undefined where none does. */
export const skillView = (lab) =>
  lab.views.find(({ stream, by, every }) => stream === 'scores' && !every && [...by].sort().join() === 'horizon,model');

export const SKILL_EXAMPLE = `views:
  skill:
    of: scores
    by: [model, horizon]
    n: count
    bias: avg(error)
    mae: "avg(error < 0.0 ? -error : error)"
    rmse: rms(error)
    crps: avg(crps)
    coverage: avg(inside)`;

/** The columns of such a view that are shown: [{name, unit, away}]; `away` is undefined of what is neither good nor bad. */
export const columnsOf = (view, unit) =>
  view.columns
    .filter(({ name, type }) => ['number', 'integer'].includes(type) && !view.by.includes(name))
    .map(({ name }) => ({ name, unit: MEASURES[name]?.unit(unit) ?? '', away: MEASURES[name]?.away }));

/** The rows of a series' models, by horizon and then as the lab has them: [{model, horizon, values, best: names of columns}]. */
export function skillOf(view, series, rows) {
  const columns = columnsOf(view, series.unit);
  const order = series.models.map(({ name }) => name);
  const mine = rows
    .filter((row) => order.includes(row.model))
    .sort((a, b) => durationMs(a.horizon) - durationMs(b.horizon) || order.indexOf(a.model) - order.indexOf(b.model));
  return mine.map((row) => {
    const rivals = mine.filter(({ horizon }) => horizon === row.horizon);
    const best = columns.filter(({ name, away }) => {
      const known = away && rivals.length > 1 && row[name] !== null && row[name] !== undefined;
      return known && rivals.every((rival) => rival[name] === null || away(rival[name]) >= away(row[name]));
    });
    return { model: series.models[order.indexOf(row.model)], horizon: row.horizon, values: row, best: best.map(({ name }) => name) };
  });
}
