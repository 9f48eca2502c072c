// People's own flags and notes: events of a stream of the lab's own, of which the newest of each id counts.
import { ref, shallowRef } from '../vue.js';
import { ask, postEvent } from '../api.js';

const FIELDS = ['id', 'stream', 'key', 'event', 'field', 'begins', 'ends', 'flag', 'note', 'author', 'withdrawn'];
export const SHOWN_MAX = 1_000;
const AUTHOR = 'datalab-author';

/** What a lab.yaml declares so that people can flag and note. */
export const DECLARATION = `  annotations:                 # people's own flags and notes; the page's Quality screen writes them
    key: id                    # the newest event of an id counts
    fields:
      id:        {type: string, required: true, min: 1, max: 100}
      stream:    {type: string, required: true}     # of which it speaks
      key:       {type: string, max: 500}           # of one key alone
      event:     {type: string, max: 40}            # of one event: its _at
      field:     {type: string}                     # of one field
      begins:    time                               # from then on
      ends:      time                               # before then
      flag:      {type: integer, min: 1, max: 9}    # as QARTOD: 1 pass, 3 suspect, 4 fail, 9 missing
      note:      {type: string, max: 2000}
      author:    {type: string, max: 100}
      withdrawn: boolean`;

/** The stream that holds a lab's annotations, known by its fields; null where there is none. */
export const annotationStream = (lab) =>
  lab.streams.find(({ key, fields }) => key === 'id' && FIELDS.every((name) => fields.some((field) => field.name === name))) ?? null;

const newId = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Who wrote last in this browser. */
export const rememberedAuthor = () => {
  try {
    return localStorage.getItem(AUTHOR) ?? '';
  } catch {
    return '';
  }
};

const rememberAuthor = (author) => {
  try {
    localStorage.setItem(AUTHOR, author);
  } catch {
    // Storage is blocked: the name is asked for again.
  }
};

/** Without what says nothing. */
const said = (event) => Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null && value !== undefined && value !== ''));

/** {all, more, state, problem, load, save, withdraw} of the newest annotations of one stream, newest first; `more`: there are others. */
export function useAnnotations(lab, stream, of) {
  const byId = new Map();
  const all = shallowRef([]);
  const more = ref(false);
  const state = ref('loading');
  const problem = ref(null);

  const take = (events) => {
    for (const event of events) {
      const before = byId.get(event.id);
      if (!before || before._time <= event._time) byId.set(event.id, event);
    }
    all.value = [...byId.values()].filter(({ withdrawn }) => !withdrawn).sort((a, b) => (a._time < b._time ? 1 : -1));
  };
  const load = async () => {
    try {
      const path = `labs/${encodeURIComponent(lab)}/streams/${encodeURIComponent(stream.name)}`;
      const { rows, after } = await ask(`${path}?latest=1&order=desc&limit=${SHOWN_MAX}&stream.is=${encodeURIComponent(of)}`);
      take(rows);
      more.value = Boolean(after);
      state.value = 'ready';
      problem.value = null;
    } catch (trouble) {
      state.value = 'failed';
      problem.value = trouble;
    }
  };
  const send = async (annotation) => {
    const event = said(annotation);
    const kept = await postEvent(lab, stream.name, JSON.stringify(event));
    take([{ ...event, _time: new Date().toISOString(), ...kept }]);
  };

  return {
    all,
    more,
    state,
    problem,
    load,
    /** Keeps a new one, or what it says by now. */
    async save(annotation) {
      await send({ id: newId(), stream: of, ...annotation });
      rememberAuthor(annotation.author ?? '');
    },
    withdraw: ({ id, key }) => send({ id, stream: of, key, withdrawn: true }),
  };
}

/** Whether an annotation speaks of an event; `keyField` is the key of its stream. */
export function speaksOf(annotation, event, keyField) {
  if (annotation.event) return annotation.event === event._at;
  if (annotation.key && annotation.key !== String(event[keyField])) return false;
  const at = Date.parse(event._time);
  return (!annotation.begins || Date.parse(annotation.begins) <= at) && (!annotation.ends || at < Date.parse(annotation.ends));
}
