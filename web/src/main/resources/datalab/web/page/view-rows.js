// The rows of one view that the page holds: the newest of each group, or the windows of the groups that are drawn.
import { computed, ref, shallowRef, triggerRef } from './vue.js';
import { getRows } from './api.js';
import { durationMs } from './format.js';

const PROBE_ROWS = 1_000;
const WINDOWS_MAX = 3_000;
const GROUPS_MAX = 2_000;
const HOUR = 3_600_000;
const RANGES = [HOUR / 4, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR, 365 * 24 * HOUR, 3_652 * 24 * HOUR];
const AHEAD_MS = 24 * HOUR;

/** Compares names as people count: sensor2 before sensor10. */
export const collator = new Intl.Collator(undefined, { numeric: true });

const label = (values) => values.map((value) => value ?? '–').join(' · ');

/** What a row's group is called. */
export const labelOf = (view, row) => label(view.by.map((field) => row[field] ?? null));

const startOf = (row) => Date.parse(row.window_start);

/** The lengths of time worth offering for windows of this length. */
export const rangesFor = (everyMs) => RANGES.filter((ms) => ms / everyMs >= 5 && ms / everyMs <= WINDOWS_MAX);

export const defaultRange = (everyMs) =>
  rangesFor(everyMs).find((ms) => ms / everyMs >= 60) ?? rangesFor(everyMs).at(-1) ?? everyMs * 300;

export function useViewRows(lab, view) {
  const everyMs = durationMs(view.every);
  const groups = shallowRef(new Map()); // key → {key, values, label, last, windows: Map(start → row)}
  const newest = ref(0); // the start of the newest window that is not in the far future
  const state = ref('loading'); // loading | ready | failed
  const problem = ref(null);
  const range = ref(everyMs ? defaultRange(everyMs) : 0);
  const partial = ref(false);
  let asked = new Set();

  const note = (row) => {
    const values = view.by.map((field) => row[field] ?? null);
    const key = JSON.stringify(values);
    let group = groups.value.get(key);
    if (!group) {
      if (groups.value.size >= GROUPS_MAX) {
        partial.value = true;
        return;
      }
      group = { key, values, label: label(values), last: null, changed: 0, windows: new Map() };
      groups.value.set(key, group);
    }
    if (!everyMs) {
      group.last = row;
      return group;
    }
    const start = startOf(row);
    group.windows.set(start, row);
    if (!group.last || start >= startOf(group.last)) group.last = row;
    if (start > newest.value && start <= Date.now() + AHEAD_MS) newest.value = start;
    if (group.windows.size > WINDOWS_MAX * 1.2) {
      const old = [...group.windows.keys()].sort((a, b) => a - b).slice(0, group.windows.size - WINDOWS_MAX);
      old.forEach((each) => group.windows.delete(each));
    }
    return group;
  };

  const attempt = async (work) => {
    try {
      await work();
      state.value = 'ready';
      problem.value = null;
    } catch (trouble) {
      if (state.value !== 'ready') state.value = 'failed';
      problem.value = trouble;
    }
    triggerRef(groups);
  };

  /** Finds the groups there are. */
  const load = () =>
    attempt(async () => {
      const page = await getRows(lab, view.name, { limit: PROBE_ROWS, order: everyMs ? 'desc' : null });
      partial.value = !everyMs && page.after !== null;
      page.rows.forEach(note);
      if (everyMs && !newest.value && page.rows.length) newest.value = startOf(page.rows[0]);
    });

  /** Fetches the windows of these groups over the range, unless it did. */
  const need = (keys) => {
    const missing = keys.filter((key) => !asked.has(`${key} ${range.value}`) && groups.value.has(key));
    if (!everyMs || !missing.length) return;
    missing.forEach((key) => asked.add(`${key} ${range.value}`));
    const from = new Date(newest.value - range.value).toISOString();
    attempt(() =>
      Promise.all(
        missing.map(async (key) => {
          const equal = groups.value.get(key).values.map((value, i) => [view.by[i], value]);
          if (equal.some(([, value]) => value === null)) return;
          const filter = Object.fromEntries(equal);
          const page = await getRows(lab, view.name, { ...filter, from, order: 'desc', limit: WINDOWS_MAX });
          page.rows.forEach(note);
        }),
      ),
    );
  };

  return {
    view,
    everyMs,
    groups,
    newest,
    range,
    state,
    problem,
    partial,
    load,
    need,
    sorted: computed(() => [...groups.value.values()].sort((a, b) => collator.compare(a.label, b.label))),
    take(rows) {
      const time = Date.now();
      for (const row of rows) {
        const group = note(row);
        if (group) group.changed = time;
      }
      state.value = 'ready';
      triggerRef(groups);
    },
    again() {
      asked = new Set();
      return load();
    },
  };
}
