// A long period of a view: rows merged into larger windows, so that a year needs no more of them than a week.
import { askAll } from '../api.js';

const ROWS_FEW = 20_000;
const ROWS_MAX = 60_000;
const WINDOWS_MIN = 50; // fewer say too little of a period

/** How long the windows are to be, of those that views of the lab have anyway; 0 where the view's own rows will do. */
export function mergedMs(source, { from, to }, among) {
  const rows = (ms) => ((to - from) / ms) * among;
  if (!source.everyMs || rows(source.everyMs) <= ROWS_FEW) return 0;
  const fitting = source.coarserMs.filter((ms) => to - from >= ms * WINDOWS_MIN && rows(ms) <= ROWS_MAX);
  const few = fitting.filter((ms) => rows(ms) <= ROWS_FEW);
  return few.length ? Math.min(...few) : Math.max(0, ...fitting);
}

/** All merged rows of a question. */
export async function askMerged(path, everyMs) {
  return { rows: await askAll(path, ROWS_MAX), bucket: `PT${everyMs / 1_000}S`, isMerged: true };
}
