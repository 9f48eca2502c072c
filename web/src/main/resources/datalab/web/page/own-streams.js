// The streams of a lab in which nobody measures: people's notes, and what DataLab writes itself.
import { annotationStream } from './quality/annotations.js';

/** What each of them holds, by name. */
export const ownStreams = (lab) => new Map([
  [annotationStream(lab)?.name, 'flags and notes of people'],
  [lab.alerts?.length ? 'alerts' : undefined, 'messages of alerts'],
  [lab.models?.length ? 'scores' : undefined, 'scores of forecasts'],
].filter(([name]) => name));
