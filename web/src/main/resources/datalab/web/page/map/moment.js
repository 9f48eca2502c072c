// Where everybody was at a time: asked of the server, one question at a time, of a stretch of time before the newest event.
import { computed, onUnmounted, ref, shallowRef } from '../vue.js';
import { getEvents } from '../api.js';
import { fieldsOf, placeOf } from './positions.js';

const SHOWN_MAX = 2_000;
const PLAY_STEPS = 120;
const PLAY_MS = 250;
const HOUR = 3_600_000;

export const SPANS = [HOUR, 8 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR];
const FIRST_SPAN = 24 * HOUR;

const iso = (ms) => new Date(ms).toISOString();

/**
 * {at, span, from, to, shown, problem, playing, set, setSpan, play}: `at` is null while the newest positions are shown, `shown` maps
 * who to a place; `newest` is when the newest event was; `span` 0 is all time.
 */
export function useMoment(lab, stream, who, newest, first) {
  const at = ref(first);
  const span = ref(FIRST_SPAN);
  const beginning = ref(null); // of all time, once somebody has asked for it
  const shown = shallowRef(new Map());
  const problem = ref(null);
  const playing = ref(false);
  const to = computed(() => newest.value);
  const from = computed(() => (span.value ? to.value - span.value : (beginning.value ?? to.value - FIRST_SPAN)));
  let asked = null;
  let busy = false;
  let timer = 0;

  const ask = async () => {
    if (busy) return;
    busy = true;
    try {
      while (at.value !== null && at.value !== asked) {
        const time = at.value;
        const { rows } = await getEvents(lab, stream.name, { from: iso(Math.min(from.value, time)), to: iso(time + 1), latest: 1, limit: SHOWN_MAX, fields: fieldsOf(stream, who) });
        asked = time;
        shown.value = new Map(rows.map((event) => [event[who], placeOf(event, stream.position)]).filter(([key, place]) => place && key !== null));
        problem.value = null;
      }
    } catch (trouble) {
      problem.value = trouble;
      stop();
    } finally {
      busy = false;
    }
  };
  /** Shows the positions at a time; from the newest event on those that are newest by now. */
  const set = (time) => {
    at.value = time >= to.value ? null : Math.round(time);
    asked = null;
    ask();
  };
  const stop = () => {
    clearInterval(timer);
    playing.value = false;
  };
  const step = () => {
    if (busy) return;
    set((at.value ?? from.value) + (to.value - from.value) / PLAY_STEPS);
    if (at.value === null) stop();
  };
  const play = () => {
    if (playing.value) return stop();
    playing.value = true;
    timer = setInterval(step, PLAY_MS);
    step();
  };
  const setSpan = async (ms) => {
    span.value = ms;
    try {
      if (!ms && beginning.value === null) {
        const { rows } = await getEvents(lab, stream.name, { limit: 1, fields: '_time' });
        beginning.value = rows.length ? Date.parse(rows[0]._time) : null;
      }
    } catch (trouble) {
      problem.value = trouble;
    }
    if (at.value !== null && at.value < from.value) set(from.value);
  };
  /** Once it is known when the newest event was. */
  const begin = async () => {
    if (at.value === null) return;
    if (at.value < from.value) await setSpan(0);
    set(at.value);
  };
  onUnmounted(stop);
  return { at, span, from, to, shown, problem, playing, set, setSpan, play, begin, again: () => at.value !== null && set(at.value) };
}
