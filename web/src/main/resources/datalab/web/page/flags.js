// QARTOD quality flags: 1 pass, 2 not evaluated, 3 suspect, 4 fail, 9 missing.
const MEANING = {
  1: { text: 'pass', tone: 'good', weight: 1 },
  2: { text: 'not evaluated', tone: 'plain', weight: 0 },
  3: { text: 'suspect', tone: 'warn', weight: 3 },
  4: { text: 'fail', tone: 'bad', weight: 4 },
  9: { text: 'missing', tone: 'plain', weight: 2 },
};

const AGGREGATE = 'aggregate'; // the worst of a field's flags, which is no test of its own

/** {text, tone} of a flag by its number; undefined for no flag. */
export const meaningOf = (flag) => MEANING[flag];

/** The flags of an event, {field: {test: flag}}, as [{field, test, text, tone, weight}]. */
export const flagsOf = (flags) =>
  Object.entries(flags ?? {}).flatMap(([field, tests]) =>
    Object.entries(tests)
      .filter(([test, flag]) => test !== AGGREGATE && MEANING[flag])
      .map(([test, flag]) => ({ field, test, ...MEANING[flag] })));

/** The flag that matters most; undefined where there is none. */
export const worst = (flags) => [...flags].sort((a, b) => b.weight - a.weight)[0];
