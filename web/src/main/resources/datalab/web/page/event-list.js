// The newest events of a stream: what is kept already, then what arrives, bounded, with a pause.
import { ref, shallowRef } from './vue.js';
import { getEvents } from './api.js';

const SHOWN_MAX = 100;
const PAGE = 100;
const FLAGS_EVERY_MS = 2_000;

export function useEventList(lab, stream) {
  const events = shallowRef([]);
  const held = shallowRef([]);
  const heldCount = ref(0);
  const paused = ref(false);
  const missed = ref(0);
  const state = ref('loading');
  const problem = ref(null);
  let unflagged = false;

  const fresh = (list, known) => {
    const seen = new Set(known.map((event) => event._at));
    return list.filter((event) => !seen.has(event._at) && seen.add(event._at));
  };

  /** The archived form of an event has its quality flags, so it replaces the one that came live. */
  const archived = async () => {
    const page = await getEvents(lab, stream, { limit: PAGE, order: 'desc' });
    const kept = new Map(page.rows.map((event) => [event._at, event]));
    const shown = events.value.map((event) => kept.get(event._at) ?? event);
    events.value = shown.length ? shown : page.rows;
    return page.rows;
  };

  const load = async () => {
    try {
      const rows = await archived();
      const news = fresh(rows, events.value);
      if (news.length) {
        events.value = [...news, ...events.value].slice(0, SHOWN_MAX);
      }
      state.value = 'ready';
      problem.value = null;
    } catch (trouble) {
      if (state.value !== 'ready') state.value = 'failed';
      problem.value = trouble;
    }
  };

  const timer = setInterval(() => {
    if (!unflagged || paused.value || document.hidden) return;
    unflagged = false;
    archived().catch(() => {});
  }, FLAGS_EVERY_MS);

  load();
  return {
    stream,
    events,
    heldCount,
    paused,
    missed,
    state,
    problem,
    load,
    take(list) {
      const newest = list.filter((item) => item.stream === stream).map((item) => item.event).reverse();
      const target = paused.value ? held : events;
      const news = fresh(newest, target.value);
      if (paused.value) heldCount.value += news.length;
      target.value = [...news, ...target.value].slice(0, SHOWN_MAX);
      state.value = 'ready';
      unflagged ||= news.length > 0;
    },
    gap(count) {
      missed.value += count;
    },
    /** Must be called when the list is no longer shown. */
    stop: () => clearInterval(timer),
    togglePause() {
      paused.value = !paused.value;
      if (paused.value) return;
      events.value = [...fresh(held.value, events.value), ...events.value].slice(0, SHOWN_MAX);
      held.value = [];
      heldCount.value = 0;
    },
  };
}
