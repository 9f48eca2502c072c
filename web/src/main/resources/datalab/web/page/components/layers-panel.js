// The batch layer and the speed layer of one view: their rows side by side, the batches, and how to ask for one.
import { computed, defineComponent, h, ref, watch } from '../vue.js';
import { askForBatch } from '../api.js';
import { cell, labelled, localTime } from '../format.js';
import { compared, current, getLayers } from '../layers.js';
import { usePoll } from '../poll.js';
import { batchCard, outcome, progress } from './batch-card.js';
import { icon } from './icons.js';
import { empty, loading, panelHead, since, trouble } from './pieces.js';

const POLL_MS = 2_000;
const KINDS = ['recompute', 'compact', 'verify'];
const ASKABLE = { verify: 'Verify', recompute: 'Rebuild' };
const SAYING = { verify: 'Verified', recompute: 'Rebuilt' };

export const LayersPanel = defineComponent({
  name: 'LayersPanel',
  props: {
    lab: { type: String, required: true },
    view: { type: Object, required: true }, // with its standing
    runs: { type: Array, required: true },
  },
  emits: ['asked'],
  setup(props, { emit }) {
    const columns = compared(props.view);
    const column = ref(columns[0]?.name);
    const chosen = computed(() => columns.find(({ name }) => name === column.value));
    const rows = usePoll(async () => (props.view.served === false ? null : getLayers(props.lab, props.view)), POLL_MS);
    watch(() => props.view.served, rows.refresh);
    const asked = ref(null); // the run that this page asked for
    const refusal = ref(null);
    const mine = computed(() => props.runs.find(({ id }) => id === asked.value?.id) ?? asked.value);
    const busy = (kind) => current(props.runs, kind) || (mine.value?.kind === kind && !mine.value.ended);

    const ask = async (kind) => {
      refusal.value = null;
      try {
        asked.value = await askForBatch(props.lab, props.view.name, kind);
        emit('asked');
      } catch (problem) {
        refusal.value = problem;
      }
    };

    const buttons = () =>
      Object.entries(ASKABLE).map(([kind, label]) =>
        h('button', {
          type: 'button',
          class: kind === 'recompute' ? 'primary' : 'control',
          disabled: Boolean(busy(kind)),
          title: kind === 'verify' ? 'Computes all rows again and compares; publishes nothing' : 'Computes all rows again from the archive and publishes them',
          onClick: () => ask(kind),
        }, [icon(kind === 'verify' ? 'check' : 'retry'), label]));

    const said = () => {
      if (!mine.value) return null;
      if (mine.value.ended) return `${mine.value.state === 'done' ? `${SAYING[mine.value.kind]}: ` : ''}${outcome(mine.value)}.`;
      return `${ASKABLE[mine.value.kind]} is under way…`;
    };

    const facts = () => {
      const { generation, included, published } = props.view;
      const one = (name, value, more) => h('div', [h('dt', name), h('dd', [value, more && h('small', more)])]);
      return [
        h('p', { class: 'batch-published' }, published ? ['The last batch published its rows ', since(published), '.'] : 'No batch has published rows yet.'),
        h('details', { class: 'operators' }, [
          h('summary', 'For operators: generation and epoch'),
          h('dl', { class: 'tiles' }, [
            one('Generation', generation > 0 ? String(generation) : 'none yet'),
            one('The cut', included >= 0 ? `epoch ${included}` : 'none yet', included >= 0 ? ' is the last in the batch layer' : null),
          ]),
        ]),
      ];
    };

    const value = (row) => h('td', { class: ['figure', { muted: !row }] }, row ? cell(row[column.value], chosen.value?.type) : '–');
    const line = ({ key, merged, batch, speed }) =>
      h('tr', { key }, [
        props.view.every && h('td', h('time', { datetime: merged.window_start, title: `${merged.window_start} (UTC)` }, localTime(merged.window_start))),
        ...props.view.by.map((name) => h('th', { scope: 'row' }, String(merged[name] ?? '–'))),
        value(batch),
        value(speed),
        value(merged),
      ]);
    const layer = (name, about) => h('th', { scope: 'col', class: 'figure' }, [name, h('small', about)]);
    const table = () => [
      columns.length > 1 &&
        h('div', { class: 'controls' }, h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Compare'),
          h('select', { value: column.value, onChange: (event) => (column.value = event.target.value) },
            columns.map(({ name, unit }) => h('option', { value: name }, labelled(name, unit)))),
        ])),
      h('div', { class: 'scroll layers-rows', tabindex: 0, role: 'region', 'aria-label': `Both layers of ${props.view.name}` }, h('table', [
        h('thead', h('tr', [
          props.view.every && h('th', { scope: 'col' }, 'Window'),
          ...props.view.by.map((name) => h('th', { scope: 'col' }, name)),
          layer('Batch', props.view.included >= 0 ? 'to the last batch' : 'empty'),
          layer('Speed', 'since then'),
          layer('Merged', 'what readers get'),
        ])),
        h('tbody', rows.data.value.map(line)),
      ])),
    ];
    const body = () => {
      if (props.view.served === false) {
        return empty('This view is being built', progress(current(props.runs, 'recompute')));
      }
      if (rows.problem.value) return trouble(rows.problem.value, rows.refresh);
      if (!rows.data.value) return loading();
      return rows.data.value.length ? table() : empty('No rows in either layer yet');
    };

    return () =>
      h('section', { class: 'panel', 'aria-labelledby': 'layers-title', id: 'layers' }, [
        panelHead('layers-title', `Layers of ${props.view.name}`, ...buttons()),
        h('p', { class: 'panel-about' }, 'The batch layer holds what the last batch computed, the speed layer what came since; readers get both merged.'),
        h('div', { role: 'status', 'aria-live': 'polite' }, said() && h('p', { class: 'said' }, said())),
        refusal.value && trouble(refusal.value),
        h('div', { class: 'layers' }, [
          h('div', [facts(), h('ul', { class: 'batches' }, KINDS.map((kind) =>
            batchCard(kind, props.runs, props.view.schedule?.[kind])))]),
          h('div', body()),
        ]),
      ]);
  },
});
