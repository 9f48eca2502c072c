// Where the marks of a time axis stand and what they say, in the local zone.
const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const STEPS = [S, 5 * S, 10 * S, 30 * S, M, 2 * M, 5 * M, 10 * M, 15 * M, 30 * M, H, 2 * H, 3 * H, 6 * H, 12 * H];
const DAYS = [1, 2, 7, 14, 30, 90, 180, 365];

const step = (from, to, most) => STEPS.find((each) => (to - from) / each <= most) ?? D;

/** About `most` round times from `from` to `to`. */
export function timeTicks(from, to, most) {
  const every = step(from, to, most);
  const ticks = [];
  if (every < D) {
    const zone = new Date(from).getTimezoneOffset() * M;
    for (let at = Math.ceil((from - zone) / every) * every + zone; at <= to; at += every) ticks.push(at);
    return ticks;
  }
  const days = DAYS.find((each) => (to - from) / (each * D) <= most) ?? 365;
  const at = new Date(from);
  at.setHours(24, 0, 0, 0);
  for (; at.getTime() <= to; at.setDate(at.getDate() + days)) ticks.push(at.getTime());
  return ticks;
}

const formats = new Map();
const text = (options, value) => {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(undefined, options));
  return formats.get(key).format(value);
};

/** The year or years of a stretch of time, or nothing where it is this one. */
export function yearOf(from, to) {
  const [first, last] = [new Date(from).getFullYear(), new Date(to).getFullYear()];
  if (first !== last) return `${first} – ${last}`;
  return first === new Date().getFullYear() ? '' : String(first);
}

/** Hours and minutes; the date at midnight and where days are marked. */
export function tickText(value, from, to) {
  const date = new Date(value);
  const midnight = !date.getHours() && !date.getMinutes() && !date.getSeconds();
  if (to - from > 3 * D || midnight) return text({ day: 'numeric', month: 'short' }, date);
  const seconds = to - from < 5 * M ? { second: '2-digit' } : {};
  return text({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...seconds }, date);
}
