// A small curve of a rate over the last minutes, without axes.
import { h } from '../vue.js';

const WIDTH = 120;
const HEIGHT = 28;

export function spark(values) {
  const frame = { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' };
  if (values.length < 2) return h('svg', frame);
  const top = Math.max(...values, 1) * 1.15;
  const step = WIDTH / (values.length - 1);
  const points = values
    .map((value, i) => `${(i * step).toFixed(1)},${(HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1)}`)
    .join(' ');
  return h('svg', frame, [
    h('polygon', { points: `0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}` }),
    h('polyline', { points, 'vector-effect': 'non-scaling-stroke' }),
  ]);
}
