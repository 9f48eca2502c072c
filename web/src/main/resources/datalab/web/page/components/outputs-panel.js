// Where else a lab's views and streams are written to: how far each table is, and what it does not take.
import { defineComponent, h, ref } from '../vue.js';
import { writeOutputAgain } from '../api.js';
import { stringify } from '../exact.js';
import { count } from '../format.js';
import { icon } from './icons.js';
import { panelHead, trouble } from './pieces.js';

const state = ({ alarm, whole, lag }) => {
  if (alarm) return ['waits', 'bad'];
  if (!whole) return ['being written', 'warn'];
  return lag ? ['behind', 'warn'] : ['up to date', 'good'];
};

export const OutputsPanel = defineComponent({
  name: 'OutputsPanel',
  props: { lab: { type: String, required: true }, outputs: { type: Array, required: true } },
  emits: ['asked'],
  setup(props, { emit }) {
    const problem = ref(null);
    const again = async (output) => {
      problem.value = null;
      try {
        await writeOutputAgain(props.lab, output.of, output.server);
        emit('asked');
      } catch (refusal) {
        problem.value = refusal;
      }
    };
    const refused = (output) =>
      output.refused > 0 && h('details', [
        h('summary', `${count(output.refused)} row${output.refused === 1 ? '' : 's'} refused`),
        h('pre', { class: 'payload', tabindex: 0 }, output.refused_rows.map((row) => stringify(row)).join('\n')),
      ]);
    const row = (output) => {
      const [text, tone] = state(output);
      return h('tr', { key: `${output.of} ${output.server} ${output.table}` }, [
        h('th', { scope: 'row' }, output.of),
        h('td', output.server),
        h('td', h('code', output.table)),
        h('td', [h('span', { class: ['flag', tone] }, text), output.alarm && h('p', { class: 'bad small output-alarm' }, output.alarm), refused(output)]),
        h('td', { class: 'figure' }, `${count(output.lag)} events`),
        h('td', { class: 'figure' }, h('button', {
          type: 'button', class: 'quiet', 'aria-label': `Write ${output.of} to ${output.server} again`,
          title: 'Writes all rows again from the beginning', onClick: () => again(output),
        }, [icon('retry'), 'Write again'])),
      ]);
    };
    return () =>
      h('section', { class: 'panel', 'aria-labelledby': 'outputs-title', id: 'outputs' }, [
        panelHead('outputs-title', 'Outputs'),
        h('p', { class: 'panel-about' }, 'Tables on other servers that are kept equal to views and streams of this lab.'),
        problem.value && trouble(problem.value),
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Tables on other servers' }, h('table', [
          h('thead', h('tr', [
            ...['Of', 'Server', 'Table', 'State'].map((text) => h('th', { scope: 'col' }, text)),
            h('th', { scope: 'col', class: 'figure' }, 'Behind'),
            h('th', { scope: 'col' }, h('span', { class: 'sr-only' }, 'Do')),
          ])),
          h('tbody', props.outputs.map(row)),
        ])),
      ]);
  },
});
