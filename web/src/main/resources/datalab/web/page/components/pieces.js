// The small pieces many parts are made of: times, empty states, troubles, copy buttons.
import { defineComponent, h, ref } from '../vue.js';
import { ago, localTime } from '../format.js';
import { now } from '../clock.js';
import { icon } from './icons.js';

const utc = (time) => `${String(time).replace('T', ' ').replace(/Z$/, '')} UTC`;

/** A time in the local zone; UTC when one points at it. */
export const time = (value) =>
  value ? h('time', { datetime: value, title: utc(value) }, localTime(value)) : h('span', '–');

/** How long ago; the whole time when one points at it. */
export const since = (value) =>
  h('time', { datetime: value, title: `${localTime(value)}, ${utc(value)}` }, ago(value, now.value));

/** Says what would be here and what to do about it. */
export const empty = (title, ...body) => h('div', { class: 'empty' }, [h('p', { class: 'empty-title' }, title), ...body]);

/** A trouble that a person can read and try again. */
export const trouble = (problem, again) =>
  h('div', { class: 'note bad', role: 'alert' }, [
    icon('alert'),
    h('span', problem.message),
    again && h('button', { type: 'button', class: 'quiet', onClick: again }, 'Try again'),
  ]);

/** The title row of a panel. */
export const panelHead = (id, title, ...right) =>
  h('header', { class: 'panel-head' }, [h('h2', { id }, title), h('div', { class: 'panel-tools' }, right)]);

export const loading = (text = 'Loading…') => h('p', { class: 'empty muted' }, text);

/** A block of text to copy. */
export const Snippet = defineComponent({
  name: 'Snippet',
  props: { text: { type: String, required: true }, label: { type: String, default: 'command' } },
  setup(props) {
    const said = ref('');
    let timer = 0;
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(props.text);
        said.value = 'Copied';
      } catch {
        said.value = 'Select the text and copy it';
      }
      clearTimeout(timer);
      timer = setTimeout(() => (said.value = ''), 2_000);
    };
    return () =>
      h('div', { class: 'snippet' }, [
        h('pre', { tabindex: 0, 'aria-label': props.label }, h('code', props.text)),
        h('button', { type: 'button', class: 'quiet', onClick: copy, 'aria-label': `Copy the ${props.label}` }, [
          icon(said.value === 'Copied' ? 'check' : 'copy'),
          h('span', { 'aria-live': 'polite' }, said.value || 'Copy'),
        ]),
      ]);
  },
});
