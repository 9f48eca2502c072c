// The two layers of a view: what each holds of the same rows, and what the batch layer has done.
import { getRows } from './api.js';
import { labelOf, collator } from './view-rows.js';

const ROWS = 12;
const ROWS_ASKED = 200; // in the order of texts sensor10 comes before sensor2; among so many the first ones are found
const LAYERS = ['merged', 'batch', 'speed'];

const keyOf = (view, row) => JSON.stringify([row.window_start, ...view.by.map((field) => row[field] ?? null)]);

/** The run of a kind that waits or runs. */
export const current = (runs, kind) => runs.find((run) => run.kind === kind && ['running', 'requested'].includes(run.state));

/** The newest run of a kind that is over. */
export const ended = (runs, kind) => runs.find((run) => run.kind === kind && ['done', 'failed'].includes(run.state));

/** The columns whose values the layers are compared by. */
export const compared = (view) =>
  view.columns.filter(({ name }) => !view.by.includes(name) && !name.startsWith('_') && !name.startsWith('window_'));

const startOf = (row) => Date.parse(row.window_start ?? 0);

/** The newest window first, and in it groups as people count. */
const asPeopleCount = (view) => (a, b) =>
  startOf(b) - startOf(a) || collator.compare(labelOf(view, a), labelOf(view, b));

/**
 * The newest merged rows (without windows: the first), each with the row of the same key in both layers. A layer's rows are
 * some of the merged ones, in the same order, so its first ones are enough.
 */
export const sideBySide = (view, { merged, batch, speed }) => {
  const of = (rows) => new Map(rows.map((row) => [keyOf(view, row), row]));
  const [batches, speeds] = [of(batch), of(speed)];
  return [...merged].sort(asPeopleCount(view)).slice(0, ROWS).map((row) => {
    const key = keyOf(view, row);
    return { key, merged: row, batch: batches.get(key) ?? null, speed: speeds.get(key) ?? null };
  });
};

/** Three questions, so a row that changes between them is ahead in one. */
export async function getLayers(lab, view) {
  const order = view.every ? 'desc' : null;
  const pages = await Promise.all(LAYERS.map((layer) => getRows(lab, view.name, { layer, order, limit: ROWS_ASKED })));
  return sideBySide(view, Object.fromEntries(LAYERS.map((layer, i) => [layer, pages[i].rows])));
}
