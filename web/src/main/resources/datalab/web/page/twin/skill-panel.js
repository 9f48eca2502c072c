// Skill: how far expected values were from what came, by model and horizon.
import { computed, defineComponent, h } from '../vue.js';
import { getRows } from '../api.js';
import { empty, loading, panelHead, Snippet, trouble } from '../components/pieces.js';
import { duration, durationMs, labelled, number } from '../format.js';
import { usePoll } from '../poll.js';
import { columnsOf, SKILL_EXAMPLE, skillOf, skillView } from './skill.js';

const POLL_MS = 10_000;
const ROWS_MAX = 1_000;

const SkillTable = defineComponent({
  name: 'SkillTable',
  props: { lab: { type: String, required: true }, view: { type: Object, required: true }, series: { type: Object, required: true } },
  setup(props) {
    const { data, problem, refresh } = usePoll(() => getRows(props.lab, props.view.name, { limit: ROWS_MAX }), POLL_MS);
    const rows = computed(() => skillOf(props.view, props.series, data.value?.rows ?? []));
    const columns = computed(() => columnsOf(props.view, props.series.unit));
    const cell = (row, { name }) => {
      const isBest = row.best.includes(name);
      return h('td', { class: ['figure', { best: isBest }], key: name }, [
        number(row.values[name]), isBest && h('span', { class: 'best-mark', title: 'the best of this horizon' }, [' ★', h('span', { class: 'sr-only' }, ' best')]),
      ]);
    };
    return () => {
      if (problem.value && !data.value) return trouble(problem.value, refresh);
      if (!data.value) return loading();
      if (!rows.value.length) return empty('Nothing is scored yet', h('p', 'Each event that comes after a fit is compared with what was expected of it.'));
      return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Skill by horizon and model' }, h('table', [
        h('thead', h('tr', [
          h('th', { scope: 'col' }, 'Horizon'), h('th', { scope: 'col' }, 'Model'),
          ...columns.value.map(({ name, unit }) => h('th', { scope: 'col', class: 'figure', key: name }, labelled(name, unit))),
        ])),
        h('tbody', rows.value.map((row, i) => h('tr', { key: `${row.model.name} ${row.horizon}`, class: { 'first-of-horizon': i && rows.value[i - 1].horizon !== row.horizon } }, [
          h('td', duration(durationMs(row.horizon))), h('th', { scope: 'row' }, row.model.title), ...columns.value.map((column) => cell(row, column)),
        ]))),
      ]));
    };
  },
});

export const SkillPanel = defineComponent({
  name: 'SkillPanel',
  props: { lab: { type: Object, required: true }, series: { type: Object, required: true } },
  setup(props) {
    const view = skillView(props.lab);
    return () =>
      h('section', { class: 'panel', id: 'skill', 'aria-labelledby': 'skill-title' }, [
        panelHead('skill-title', 'Skill'),
        h('p', { class: 'panel-about' }, 'Over all keys: how far what was expected lay from what came. Less is better; of coverage 0.95 is. ★ marks the best of a horizon.'),
        view
          ? h(SkillTable, { lab: props.lab.name, view, series: props.series, key: props.series.id })
          : empty('No view tells the skill of this lab’s models', h('p', 'Add one to its lab.yaml, such as:'), h(Snippet, { text: SKILL_EXAMPLE, label: 'view' })),
      ]);
  },
});
