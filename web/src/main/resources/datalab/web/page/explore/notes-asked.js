// Which of people's flags and notes may hold in what a chart shows, asked of the server.
import { ask } from '../api.js';
import { iso } from './question.js';

export const ASKED_MAX = 1_000;
const IDS_BYTES_MAX = 4_000; // of one address

const query = (pairs) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

/** Those of a field's values, and those that do not narrow themselves down to any. */
const anyOf = (field, values) => (values.length ? [...values.map((value) => [`${field}.is`, value]), [`${field}.none`, true]] : []);

function* inAddresses(ids) {
  let some = [];
  let bytes = 0;
  for (const id of ids) {
    const text = encodeURIComponent(id);
    if (some.length && bytes + text.length > IDS_BYTES_MAX) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(id);
    bytes += text.length + '&id.is='.length;
  }
  if (some.length) yield some;
}

/** {all, more} of a question's period, keys and columns, as they are by now; `more`: there are others. */
export async function askNotes(lab, kept, { source, keys, columns, from, to }) {
  const path = `labs/${encodeURIComponent(lab)}/streams/${encodeURIComponent(kept.name)}`;
  const asked = (pairs) => ask(`${path}?${query([['latest', 1], ['order', 'desc'], ['limit', ASKED_MAX], ...pairs])}`);
  const about = [
    ['stream.is', source.stream], ['withdrawn.is', false], ['withdrawn.none', true],
    ...anyOf('key', keys[source.key] ?? []), ...(source.hasFlags ? anyOf('field', columns) : []),
  ];
  const [lasting, beginning] = await Promise.all([
    asked([...about, ['event.none', true], ['begins.max', iso(from)], ['begins.none', true], ['ends.min', iso(from)], ['ends.none', true]]),
    asked([...about, ['begins.min', iso(from)], ['begins.max', iso(to)]]),
  ]);
  const ids = new Set([...lasting.rows, ...beginning.rows].map(({ id }) => id));
  // What was found may have been changed or taken back by an event that does not match.
  const newest = await Promise.all([...inAddresses(ids)].map((some) => asked(some.map((id) => ['id.is', id]))));
  return {
    all: newest.flatMap(({ rows }) => rows).filter(({ stream, withdrawn }) => stream === source.stream && !withdrawn),
    more: Boolean(lasting.after || beginning.after),
  };
}
