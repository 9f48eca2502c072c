// People's own flags and notes of what a chart shows: which they are, of which row, and the list of them.
import { computed, h, onUnmounted, ref, shallowRef, watch } from '../vue.js';
import { trouble } from '../components/pieces.js';
import { count } from '../format.js';
import { meaningOf } from '../flags.js';
import { about } from '../quality/about.js';
import { annotationStream } from '../quality/annotations.js';
import { qualityLink } from '../route.js';
import { ASKED_MAX, askNotes } from './notes-asked.js';
import { textIn } from './zone.js';

const DRAWN_MAX = 100;
const TITLE = 'Flags and notes of people';

/** From when until when an annotation holds, in milliseconds; null of an event whose time it does not tell. */
function spanOf({ event, begins, ends }) {
  if (event && !begins) return null;
  const from = begins ? Date.parse(begins) : -Infinity;
  if (event) return { from, to: from + 1 };
  return { from, to: ends ? Date.parse(ends) : Infinity };
}

const textOf = ({ flag, note, key, author }) =>
  [meaningOf(flag)?.text, note, `of ${key ?? 'every key'}${author ? `, by ${author}` : ''}`].filter(Boolean).join(' · ');

/** Those of a question's period, keys and fields as [{annotation, from, to, tone, text}], by their begin. */
export function notesIn(annotations, { source, keys, columns, from, to }) {
  const chosen = keys[source.key] ?? [];
  return annotations.flatMap((annotation) => {
    const span = spanOf(annotation);
    if (!span || span.to <= from || span.from >= to) return [];
    if (annotation.key && chosen.length && !chosen.includes(annotation.key)) return [];
    if (source.hasFlags && annotation.field && !columns.includes(annotation.field)) return [];
    return [{ annotation, ...span, tone: meaningOf(annotation.flag)?.tone ?? 'none', text: textOf(annotation) }];
  }).sort((a, b) => (a.from > b.from) - (a.from < b.from));
}

/** Those that speak of a row. */
export function notesOfRow(notes, source, row) {
  const at = Date.parse(row[source.time]);
  const until = at + Math.max(source.everyMs, 1);
  const key = source.keys.includes(source.key) ? String(row[source.key]) : null;
  return notes.filter(({ annotation, from, to }) => from < until && to > at && (!annotation.key || annotation.key === key));
}

/** The notes of a question that may change, asked for again with its period, keys and columns; null where the lab has no stream for them. */
export function useNotes(lab, question) {
  const kept = annotationStream(lab);
  if (!kept) return null;
  const asked = shallowRef({ all: [], more: false });
  const problem = ref(null);
  let turn = 0;
  const load = async () => {
    const mine = ++turn;
    if (question.value.from === null || question.value.to === null) return;
    try {
      const answer = await askNotes(lab.name, kept, question.value);
      if (mine !== turn) return;
      asked.value = answer;
      problem.value = null;
    } catch (trouble) {
      if (mine === turn) problem.value = trouble;
    }
  };
  const stream = computed(() => question.value.source.stream);
  watch(stream, () => {
    asked.value = { all: [], more: false };
  });
  watch(() => JSON.stringify([question.value.source.id, question.value.keys, question.value.columns, question.value.from, question.value.to]), load, { immediate: true });
  onUnmounted(() => turn++);
  const found = computed(() => (question.value.from === null ? [] : notesIn(asked.value.all, question.value)));
  const shown = computed(() => found.value.slice(0, DRAWN_MAX));

  const moment = (zone) => (value) => h('time', { datetime: value }, textIn(Date.parse(value), zone));
  const line = (zone) => ({ annotation, tone }) =>
    h('li', { key: annotation.id }, [
      h('span', { class: ['note-mark', tone], 'aria-hidden': 'true' }),
      annotation.flag && h('span', { class: ['flag', tone] }, meaningOf(annotation.flag)?.text),
      ' ', annotation.note, annotation.note && ' ', h('span', { class: 'muted' }, [about(annotation, moment(zone)), annotation.author && `, by ${annotation.author}`]),
    ]);
  const bounds = () => [
    found.value.length > DRAWN_MAX && `The first ${DRAWN_MAX} of ${count(found.value.length)}; zoom in for the others. `,
    asked.value.more && `More than ${count(ASKED_MAX)} are of this period; the newest of them alone are looked through. `,
  ].filter(Boolean);

  const change = () => h('a', { class: 'small', href: `${qualityLink(lab.name)}?stream=${encodeURIComponent(stream.value)}` }, 'Change them');
  const listed = (zone) => [
    shown.value.length > 0 && h('ul', { class: 'scroll', tabindex: 0, role: 'list', 'aria-label': TITLE }, shown.value.map(line(zone))),
    bounds().length > 0 && h('p', { class: 'muted small' }, bounds()),
  ];
  /** Nothing where there are none. */
  const unless = (body) => {
    if (problem.value) return trouble(problem.value, load);
    return shown.value.length || asked.value.more ? body() : null;
  };

  return {
    shown,
    /** The list of them in a zone. */
    view: (zone) => unless(() => h('section', { class: 'chart-notes', 'aria-label': TITLE }, [h('h2', { class: 'minor' }, [TITLE, ' ', change()]), listed(zone)])),
    /** The same, folded away. */
    folded: (zone) => unless(() => h('details', { class: 'chart-notes' }, [
      h('summary', `${TITLE}: ${count(shown.value.length)}${bounds().length ? ' of more' : ''}`), listed(zone), change(),
    ])),
  };
}
