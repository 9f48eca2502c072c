// JSON whose long whole numbers keep every digit: JavaScript's own numbers would round those beyond 2^53.

// Such a number goes through JSON.parse as a text with this mark, which no text of an event can hold.
const MARK = '\u0000';
const LONG = /\d{16}/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_WHOLE = /^-?\d{16,}$/;
const MARKED = /"\\u0000(-?\d+)"/g;

/** A whole number with all its digits; as any other number wherever one is computed with. */
export class Exact extends Number {
  constructor(text) {
    super(text);
    this.text = text;
  }

  toString() {
    return this.text;
  }

  toJSON() {
    return MARK + this.text;
  }
}

const marked = (json) =>
  json.replace(STRING_OR_NUMBER, (token) => (LONG_WHOLE.test(token) ? `"\\u0000${token}"` : token));

const revived = (key, value) =>
  typeof value === 'string' && value.startsWith(MARK) ? new Exact(value.slice(MARK.length)) : value;

/** As JSON.parse, with long whole numbers as Exact. */
export const parse = (json) => (LONG.test(json) ? JSON.parse(marked(json), revived) : JSON.parse(json));

/** As JSON.stringify, with every digit of Exact numbers. */
export const stringify = (value, indent) => JSON.stringify(value, null, indent).replace(MARKED, '$1');
