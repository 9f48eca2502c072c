// The newest events of a stream: what is kept already, then what arrives, bounded, with a pause.
import { ref, shallowRef } from './vue.js';
import { getEvents } from './api.js';

const SHOWN_MAX = 100;
const FLAGS_AFTER_MS = 1_000;
const FAST_PER_SECOND = 8; // nobody reads faster; then the list is read again each second instead
const FAST_EVERY_MS = 1_000;
const RATE_OVER_MS = 3_000;
const AHEAD_MS = 60_000; // a sensor whose clock is ahead must not stay on top of a fast list

const without = (list, known) => {
  const seen = new Set(known.map((event) => event._at));
  return list.filter((event) => !seen.has(event._at) && seen.add(event._at));
};

/** Tells whether more come in a second than a person reads. */
function speedometer() {
  const batches = [];
  return (arrived) => {
    const time = Date.now();
    batches.push({ time, arrived });
    while (batches[0].time < time - RATE_OVER_MS) batches.shift();
    return batches.reduce((sum, batch) => sum + batch.arrived, 0) > (FAST_PER_SECOND * RATE_OVER_MS) / 1_000;
  };
}

export function useEventList(lab, stream) {
  const events = shallowRef([]);
  const held = shallowRef([]);
  const heldCount = ref(0);
  const paused = ref(false);
  const fast = ref(false);
  const flagged = ref(false); // whether the stream's events have quality flags
  const missed = ref(0);
  const state = ref('loading');
  const problem = ref(null);
  const isFast = speedometer();
  let timer = 0;

  const newestKept = async (parameters) => {
    const { rows } = await getEvents(lab, stream, { limit: SHOWN_MAX, order: 'desc', ...parameters });
    flagged.value ||= rows.some((event) => event._flags);
    return rows;
  };
  /** The kept form of an event has its quality flags, so it replaces the one that came live. */
  const adopt = (rows) => {
    const kept = new Map(rows.map((event) => [event._at, event]));
    events.value = events.value.map((event) => kept.get(event._at) ?? event);
  };
  const load = async () => {
    try {
      const rows = await newestKept();
      adopt(rows);
      events.value = [...without(rows, events.value), ...events.value].slice(0, SHOWN_MAX);
      state.value = 'ready';
      problem.value = null;
    } catch (trouble) {
      if (state.value !== 'ready') state.value = 'failed';
      problem.value = trouble;
    }
  };
  const later = () => {
    timer ||= setTimeout(async () => {
      const to = fast.value ? new Date(Date.now() + AHEAD_MS).toISOString() : null;
      const rows = await newestKept({ to }).catch(() => null);
      timer = 0;
      if (rows === null || paused.value) return;
      if (to !== null) events.value = rows;
      else adopt(rows);
    }, fast.value ? FAST_EVERY_MS : FLAGS_AFTER_MS);
  };
  const take = (list) => {
    const newest = list.filter((item) => item.stream === stream).map((item) => item.event).reverse();
    if (!newest.length) return;
    fast.value = isFast(newest.length);
    const target = paused.value ? held : events;
    const news = without(newest, target.value);
    if (paused.value) heldCount.value += news.length;
    if (paused.value || !fast.value || !events.value.length) target.value = [...news, ...target.value].slice(0, SHOWN_MAX);
    if (!paused.value) later();
    state.value = 'ready';
  };
  const togglePause = () => {
    paused.value = !paused.value;
    if (paused.value) return;
    events.value = [...without(held.value, events.value), ...events.value].slice(0, SHOWN_MAX);
    held.value = [];
    heldCount.value = 0;
    later();
  };

  load();
  return {
    stream,
    events,
    heldCount,
    paused,
    fast,
    flagged,
    missed,
    state,
    problem,
    load,
    take,
    togglePause,
    gap: (count) => {
      missed.value += count;
    },
    /** Must be called when the list is no longer shown. */
    stop: () => clearTimeout(timer),
  };
}
