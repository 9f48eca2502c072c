// What a person's flag or note speaks of, in words.
import { h } from '../vue.js';
import { time } from '../components/pieces.js';

/** Its field, its key and its time; `at` shows a time. */
export function about({ event, key, field, begins, ends }, at = time) {
  const parts = [field && h('code', field), field && ' of ', key ? h('strong', key) : 'every key'];
  if (event) return [...parts, ', event ', h('code', event), begins && [' at ', at(begins)]];
  if (begins && ends) return [...parts, ', ', at(begins), ' to ', at(ends)];
  if (begins) return [...parts, ', from ', at(begins), ' on'];
  return ends ? [...parts, ', before ', at(ends)] : [...parts, ', at all times'];
}
