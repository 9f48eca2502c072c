// Times in a zone that the reader chooses, by the browser's own rules.
const parts = new Map();

const formatOf = (zone) => {
  if (!parts.has(zone)) {
    parts.set(zone, new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    }));
  }
  return parts.get(zone);
};

/** The wall clock of a zone at a time, as if it were UTC, in milliseconds. */
function wall(ms, zone) {
  const found = Object.fromEntries(formatOf(zone).formatToParts(ms).map(({ type, value }) => [type, value]));
  return Date.UTC(found.year, found.month - 1, found.day, found.hour, found.minute, found.second) + (((ms % 1_000) + 1_000) % 1_000);
}

/** '2024-05-01T12:00', as an input of type datetime-local has it. */
export const toInput = (ms, zone) => new Date(wall(ms, zone)).toISOString().slice(0, 16);

/** The time at which a zone's clocks show what an input holds; null where it holds none. */
export function fromInput(text, zone) {
  const shown = Date.parse(`${text}Z`);
  if (Number.isNaN(shown)) return null;
  const first = shown - (wall(shown, zone) - shown);
  return shown - (wall(first, zone) - first);
}

/** '2024-05-01 12:00:00' in a zone. */
export const textIn = (ms, zone) => new Date(wall(ms, zone)).toISOString().slice(0, 19).replace('T', ' ');

/** A Date whose local parts are those of the zone, as the chart's axis wants it. */
export const shifted = (ms, zone) => {
  const clock = new Date(wall(ms, zone));
  return new Date(clock.getUTCFullYear(), clock.getUTCMonth(), clock.getUTCDate(), clock.getUTCHours(), clock.getUTCMinutes(), clock.getUTCSeconds(), clock.getUTCMilliseconds());
};

export const isZone = (name) => {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
};

/** All zones that the browser knows, UTC first. */
export const zones = () => ['UTC', ...(Intl.supportedValuesOf?.('timeZone') ?? []).filter((name) => name !== 'UTC')];
