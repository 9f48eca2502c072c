// Turns the rows of a windowed view into lines: one for each chosen group and column.
export const SERIES_MAX = 12;
const GAP = 3.5;

/** The points of one column in a stretch of time; a null where windows are missing, so that the line breaks. */
function points(group, column, from, to, everyMs) {
  const starts = [...group.windows.keys()].filter((start) => start >= from && start <= to).sort((a, b) => a - b);
  const usual = usualStep(starts, everyMs);
  const list = [];
  let before = null;
  for (const start of starts) {
    const y = group.windows.get(start)[column] ?? null;
    if (before !== null && start - before > usual * GAP) list.push({ x: before + usual, y: null });
    list.push({ x: start, y });
    before = start;
  }
  return list;
}

function usualStep(starts, everyMs) {
  if (starts.length < 3) return everyMs;
  const steps = starts.slice(1).map((start, i) => start - starts[i]).sort((a, b) => a - b);
  return Math.max(everyMs, steps[Math.floor(steps.length / 2)]);
}

/** {series, axes} for a chart; columns of a second unit go to the right axis. */
export function linesOf(groups, columns, from, to, everyMs) {
  const units = [...new Set(columns.map((column) => column.unit ?? ''))];
  const series = groups
    .flatMap((group, g) =>
      columns.map((column, c) => ({
        label: [group.label, columns.length > 1 || !group.label ? column.name : ''].filter(Boolean).join(' · '),
        unit: column.unit,
        axis: units.indexOf(column.unit ?? '') > 0 ? 'y1' : 'y',
        colour: groups.length > 1 ? g : c,
        dash: groups.length > 1 ? c : 0,
        points: points(group, column.name, from, to, everyMs),
      })),
    )
    .slice(0, SERIES_MAX);
  const axes = units.slice(0, 2).map((unit) => ({
    title: unit || columns.filter((column) => !column.unit).map((column) => column.name).join(', '),
  }));
  return { series, axes };
}

/** The columns that can be drawn as lines. */
export const numeric = (columns) => columns.filter(({ type }) => ['number', 'integer'].includes(String(type).toLowerCase()));
