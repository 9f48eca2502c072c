// The rows of a twin, asked of the server again and again while it follows what comes.
import { computed, watch } from '../vue.js';
import { ask } from '../api.js';
import { usePoll } from '../poll.js';
import { twinOf } from './lines.js';
import { follows, SPANS, twinPath } from './question.js';

const POLL_MS = 5_000;
const LOOKED_AT = 1_000; // so many of the newest events are looked through for one that was observed
const TOO_MUCH = 422;

/** When the newest event of a key was observed, in milliseconds; null where nothing has come of it. */
async function newestOf(lab, { of, key }, value) {
  const query = `order=desc&limit=${LOOKED_AT}&fields=_time,_origin&${encodeURIComponent(key)}.is=${encodeURIComponent(value)}`;
  const { rows } = await ask(`labs/${encodeURIComponent(lab)}/streams/${encodeURIComponent(of)}?${query}`);
  const newest = rows.find(({ _origin }) => _origin === 'observed') ?? rows[0];
  return newest ? Date.parse(newest._time) : null;
}

/** {rows, from, isLess}: of as much of the past as can be read at once. */
async function ofSpan(lab, question, newest) {
  const shorter = SPANS.map(([, ms]) => ms).filter((ms) => ms < question.span).reverse();
  for (const span of [question.span, ...shorter]) {
    try {
      const { rows } = await ask(twinPath(lab, question, newest - span));
      return { rows, from: newest - span, isLess: span < question.span };
    } catch (problem) {
      if (problem.status !== TOO_MUCH || span === shorter.at(-1) || !shorter.length) throw problem;
    }
  }
  return null;
}

/** What the screen shows of a question that may change. */
export function useTwin(lab, question) {
  let shown = null; // the period that was asked for last, which does not change
  let newest = null; // of the key, by the answer before

  const poll = usePoll(async () => {
    const asked = question.value;
    if (asked.key === null) return null;
    if (!follows(asked)) {
      const path = twinPath(lab, asked, asked.from);
      if (shown?.path !== path) shown = { path, answer: { rows: (await ask(path)).rows, from: asked.from, isLess: false, asked } };
      return shown.answer;
    }
    newest ??= await newestOf(lab, asked.series, asked.key);
    const answer = { rows: [], from: 0, isLess: false, ...(newest !== null && await ofSpan(lab, asked, newest)), asked };
    if (newest !== null) newest = twinOf(asked.series, answer.rows).newest ?? newest;
    return answer;
  }, POLL_MS);

  const answer = computed(() => (poll.data.value?.asked.key === question.value.key && poll.data.value?.asked.series === question.value.series
    ? poll.data.value : null));
  const twin = computed(() => answer.value && twinOf(answer.value.asked.series, answer.value.rows));
  watch(() => [question.value.key, question.value.series.id], () => {
    newest = null;
    shown = null;
  }, { flush: 'sync' });
  watch(() => [question.value.key, question.value.series.id, question.value.from, question.value.to, question.value.span, question.value.horizon], poll.refresh);
  return { answer, twin, problem: poll.problem, refresh: poll.refresh };
}
