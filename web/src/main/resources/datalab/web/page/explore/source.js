// What can be explored: a stream's events or a view's rows, under one description.
import { durationMs } from '../format.js';
import { annotationStream } from '../quality/annotations.js';

const NUMBERS = ['number', 'integer'];
const isNumber = ({ type }) => NUMBERS.includes(String(type).toLowerCase());

function ofStream(lab, stream) {
  return {
    id: `streams/${stream.name}`,
    path: `labs/${encodeURIComponent(lab.name)}/streams/${encodeURIComponent(stream.name)}`,
    sql: `"${lab.name}"."${stream.name}"`,
    name: stream.name,
    label: `${stream.name} – events`,
    stream: stream.name,
    key: stream.key,
    keys: stream.key ? [stream.key] : [],
    columns: stream.fields.filter(isNumber).filter(({ name }) => name !== stream.key),
    time: '_time',
    everyMs: 0,
    hasFlags: true,
  };
}

const named = (view) => view.columns.map(({ name }) => name);

/** How long the windows are of other views that say the same: a whole number of the view's. */
const coarserMs = (lab, view) => lab.views
  .filter((other) => other.stream === view.stream && !other.zone && !other.meet && String([...other.by].sort()) === String([...view.by].sort())
    && named(view).every((name) => named(other).includes(name)))
  .map(({ every }) => durationMs(every))
  .filter((ms) => ms > durationMs(view.every) && ms % durationMs(view.every) === 0);

function ofView(lab, view) {
  return {
    id: `views/${view.name}`,
    path: `labs/${encodeURIComponent(lab.name)}/views/${encodeURIComponent(view.name)}`,
    sql: `"${lab.name}"."${view.name}"`,
    name: view.name,
    label: `${view.name} – rows`,
    stream: view.stream,
    key: lab.streams.find(({ name }) => name === view.stream)?.key,
    keys: view.by,
    columns: view.columns.filter(isNumber),
    time: 'window_start',
    everyMs: durationMs(view.every),
    coarserMs: coarserMs(lab, view),
    hasFlags: false,
  };
}

/** Those of a lab that have numbers over time: views with windows first, as they say more at first sight. */
export const sourcesOf = (lab) => [
  ...lab.views.filter(({ every, meet }) => every && !meet).map((view) => ofView(lab, view)),
  ...lab.streams.filter((stream) => stream !== annotationStream(lab)).map((stream) => ofStream(lab, stream)),
].filter(({ columns }) => columns.length);
