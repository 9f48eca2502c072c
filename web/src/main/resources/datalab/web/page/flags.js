// QARTOD quality flags: 1 pass, 2 not evaluated, 3 suspect, 4 fail, 9 missing.
const MEANING = {
  1: { text: 'pass', tone: 'good', weight: 1 },
  2: { text: 'not evaluated', tone: 'plain', weight: 0 },
  3: { text: 'suspect', tone: 'warn', weight: 3 },
  4: { text: 'fail', tone: 'bad', weight: 4 },
  9: { text: 'missing', tone: 'plain', weight: 2 },
};

/** The flags of an event, however deep they are nested, as [{test, text, tone, weight}]. */
export function flagsOf(flags, test = '') {
  if (flags === null || flags === undefined) return [];
  if (typeof flags !== 'object') return MEANING[flags] ? [{ test, ...MEANING[flags] }] : [];
  return Object.entries(flags).flatMap(([name, inner]) => flagsOf(inner, test ? `${test} ${name}` : name));
}

/** The flag that matters most; undefined where there is none. */
export const worst = (flags) => [...flags].sort((a, b) => b.weight - a.weight)[0];
