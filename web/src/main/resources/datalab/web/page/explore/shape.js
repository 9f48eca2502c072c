// Rows as the chart takes them: one line for each key and column, and what was flagged.
import { flagsOf, worst } from '../flags.js';

export const LINES_MAX = 60;
const GAP = 3.5;
const FLAGGED_FROM = 3;

/** Lines [{label, column, key, points: [[ms, value]]}] in the order of their names; a null where rows are missing. */
export function linesOf(source, question, rows, bucketMs) {
  const lines = new Map();
  for (const row of rows) {
    const key = source.keys.map((name) => String(row[name] ?? '–')).join(' · ');
    const at = Date.parse(row[source.time]);
    for (const column of question.columns) {
      const id = JSON.stringify([key, column]);
      if (!lines.has(id)) lines.set(id, { key, column, label: labelOf(key, column, question), points: [] });
      const value = row[column];
      lines.get(id).points.push([at, value === null || value === undefined ? null : Number(value)]);
    }
  }
  const sorted = [...lines.values()].sort((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }));
  for (const line of sorted) line.points = withGaps(line.points, Math.max(bucketMs, source.everyMs));
  return sorted;
}

const labelOf = (key, column, question) => [key, question.columns.length > 1 || !key ? column : ''].filter(Boolean).join(' · ');

function withGaps(points, leastMs) {
  const steps = points.slice(1).map(([at], i) => at - points[i][0]).filter((step) => step > 0).sort((a, b) => a - b);
  const usual = Math.max(leastMs, steps[Math.floor(steps.length / 2)] ?? 0);
  return points.flatMap((point, i) => (i && point[0] - points[i - 1][0] > usual * GAP ? [[points[i - 1][0] + 1, null], point] : [point]));
}

/** Events with a flag of concern: [{at, key, column, value, tone, text}]. */
export function flaggedOf(source, question, rows) {
  return rows.flatMap((row) => {
    const flags = flagsOf(row._flags).filter(({ field, weight }) => weight >= FLAGGED_FROM && question.columns.includes(field));
    const most = worst(flags);
    if (!most || row[most.field] === null || row[most.field] === undefined) return [];
    const key = source.keys.map((name) => String(row[name] ?? '–')).join(' · ');
    return [{ at: Date.parse(row[source.time]), key, column: most.field, value: Number(row[most.field]), tone: most.tone, text: `${most.test}: ${most.text}` }];
  });
}

/** Of many lines of one column their least, greatest and middle value in each bucket: {at, low, middle, high}, each a list. */
export function bandOf(lines, bucketMs) {
  const buckets = new Map();
  for (const line of lines) {
    for (const [at, value] of line.points) {
      if (value === null) continue;
      const start = Math.floor(at / bucketMs) * bucketMs;
      if (!buckets.has(start)) buckets.set(start, new Map());
      const ofLine = buckets.get(start);
      const seen = ofLine.get(line) ?? { sum: 0, n: 0, low: value, high: value };
      ofLine.set(line, { sum: seen.sum + value, n: seen.n + 1, low: Math.min(seen.low, value), high: Math.max(seen.high, value) });
    }
  }
  const at = [...buckets.keys()].sort((a, b) => a - b);
  const all = at.map((start) => [...buckets.get(start).values()]);
  return {
    at,
    low: all.map((each) => Math.min(...each.map(({ low }) => low))),
    high: all.map((each) => Math.max(...each.map(({ high }) => high))),
    middle: all.map((each) => median(each.map(({ sum, n }) => sum / n))),
  };
}

function median(values) {
  const sorted = values.sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
