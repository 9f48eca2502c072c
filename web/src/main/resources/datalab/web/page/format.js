// How numbers, times and durations are written, everywhere the same.
import { Exact, stringify } from './exact.js';

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const timeOfDay = new Intl.DateTimeFormat(undefined, clock);
const dayAndTime = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', ...clock });
const dateAndTime = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', ...clock });
const fractions = new Map();

const withFraction = (digits) => {
  if (!fractions.has(digits)) {
    fractions.set(digits, new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }));
  }
  return fractions.get(digits);
};

/** A measured value: about five significant digits, never more than it has. */
export function number(value) {
  if (value === null || value === undefined) return '–';
  if (value instanceof Exact) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return whole.format(value);
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return value.toExponential(3);
  return withFraction(Math.max(0, Math.min(7, 3 - Math.floor(Math.log10(size))))).format(value);
}

/** A count: whole, with separators; short from ten million on. */
export const count = (value) => (value >= 1e7 ? short : whole).format(value);

/** A rate per second, with a digit more where it is small. */
export const rate = (perSecond) => (perSecond >= 100 ? count(Math.round(perSecond)) : withFraction(1).format(perSecond));

/** A time in the local zone, with as much of the date as is needed to place it. */
export function localTime(time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  const today = new Date();
  if (date.toDateString() === today.toDateString()) return timeOfDay.format(date);
  return (date.getFullYear() === today.getFullYear() ? dayAndTime : dateAndTime).format(date);
}

/** The zone that all times are shown in: the reader's own. */
export const localZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

const STEPS = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1_000]];

/** Milliseconds as one or two units: '2 h 5 min'. */
export function duration(ms) {
  const parts = [];
  let rest = Math.round(ms / 1_000) * 1_000;
  for (const [unit, size] of STEPS) {
    const amount = Math.floor(rest / size);
    if (amount && parts.length < 2) parts.push(`${amount} ${unit}`);
    rest -= amount * size;
  }
  return parts.join(' ') || '0 s';
}

/** How long something took, as fine as it is short. */
export const elapsed = (ms) => (ms < 1_000 ? `${Math.max(0, Math.round(ms))} ms` : duration(ms));

/** How long ago, in one unit. */
export function ago(time, now) {
  const ms = Math.max(0, now - new Date(time).getTime());
  if (ms < 1_500) return 'just now';
  const [unit, size] = STEPS.find(([, each]) => ms >= each) ?? STEPS.at(-1);
  return `${Math.floor(ms / size)} ${unit} ago`;
}

const DATES = { D: ['day', 1], W: ['week', 7], M: ['month', 30.436875], Y: ['year', 365.2425] };

/** A length of days, weeks, months or years, such as P3M: [3, 'month', its mean number of days]; null for others. */
function dates(iso) {
  const found = /^P(\d+)([DWMY])$/.exec(iso ?? '');
  return found && [+found[1], ...DATES[found[2]]];
}

/** The windows of a view in words: '5 min', '3 months in Asia/Shanghai'. */
export function windowsText(view) {
  const length = dates(view.every);
  if (!length) return duration(durationMs(view.every));
  const [amount, unit] = length;
  return `${amount === 1 ? unit : `${amount} ${unit}s`}${view.zone ? ` in ${view.zone}` : ''}`;
}

/** An ISO 8601 duration in milliseconds; months and years are taken at their mean length. */
export function durationMs(iso) {
  const length = dates(iso);
  if (length) return length[0] * length[2] * 86_400_000;
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso ?? '');
  if (!found) return 0;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = found;
  return ((+days * 24 + +hours) * 60 + +minutes) * 60_000 + +seconds * 1_000;
}

/** Any JSON value as a person reads it in a table. */
export function cell(value, type) {
  if (value === null || value === undefined) return '–';
  if (type === 'time') return localTime(value);
  if (type === 'degrees' && typeof value === 'number') return value.toFixed(5); // to a metre
  if (typeof value === 'number' || value instanceof Exact) return number(value);
  return typeof value === 'object' ? stringify(value) : String(value);
}

/** 'value (°C)' */
export const labelled = (name, unit) => (unit ? `${name} (${unit})` : name);
