// Where everybody of a stream was last seen, kept up to date, bounded.
import { ref, shallowRef, triggerRef } from '../vue.js';
import { getEvents } from '../api.js';
import { usePoll } from '../poll.js';

const EVENTS_MAX = 1_000;
const SHOWN_MAX = 2_000;
const NAMES_MAX = 2_000;
const POLL_MS = 10_000;

const timeOf = (event) => Date.parse(event._time ?? event._arrived);

/** An event as a place; null where it has none. */
export function placeOf(event, { latitude, longitude }) {
  const missing = event[latitude] === null || event[latitude] === undefined;
  return missing ? null : { latitude: Number(event[latitude]), longitude: Number(event[longitude]), time: timeOf(event) };
}

/** All that a map needs of an event. */
export const fieldsOf = (stream, who) => [who, stream.position.latitude, stream.position.longitude, '_time'].join(',');

/** {latest: Map(who → place), newest (time), state, problem, load, take} of a stream with positions. */
export function usePositions(lab, stream, who) {
  const latest = shallowRef(new Map());
  const newest = ref(0);
  const state = ref('loading');

  const note = (event) => {
    const place = placeOf(event, stream.position);
    const key = event[who];
    if (!place || key === undefined || key === null) return;
    const before = latest.value.get(key);
    if (before && before.time > place.time) return;
    if (!before && latest.value.size >= SHOWN_MAX) return;
    latest.value.set(key, place);
    if (place.time > newest.value) newest.value = place.time;
  };
  const take = (events) => {
    events.forEach(note);
    triggerRef(latest);
  };
  const { problem, refresh } = usePoll(async () => {
    try {
      take((await getEvents(lab, stream.name, { order: 'desc', limit: EVENTS_MAX, fields: fieldsOf(stream, who) })).rows);
      state.value = 'ready';
    } catch (trouble) {
      if (state.value === 'loading') state.value = 'failed';
      throw trouble;
    }
  }, POLL_MS);
  return { latest, newest, state, problem, load: refresh, take };
}

/** The names of what a field refers to, by its number: the first two texts of each, such as first and last name. */
export async function namesOf(lab, streams, field) {
  const target = streams.find(({ name }) => name === field?.references);
  if (!target) return new Map();
  const texts = target.fields.filter(({ type }) => type === 'string').slice(0, 2);
  const { rows } = await getEvents(lab, target.name, { order: 'desc', limit: NAMES_MAX });
  return new Map(rows.map((row) => [row[target.unique[0]], texts.map(({ name }) => row[name] ?? '').join(' ').trim()]));
}
