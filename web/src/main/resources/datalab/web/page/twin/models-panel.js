// The models of a lab: how they go on, when they were fitted, why not, and a button that has one fitted anew.
import { defineComponent, h, ref } from '../vue.js';
import { askForFit } from '../api.js';
import { icon } from '../components/icons.js';
import { loading, panelHead, since, trouble } from '../components/pieces.js';
import { count, duration, durationMs } from '../format.js';

const NEEDS_NO_FIT = 'external';

/** Where the fit of a model is: {tone, text}. */
export function stateOf({ method, fitted, attempted, asked, error }) {
  if (method === NEEDS_NO_FIT) return { tone: 'good', text: 'needs no fit' };
  if (asked) return { tone: '', text: 'waits for a fit' };
  if (error) return { tone: 'bad', text: fitted ? 'the last fit failed' : 'not fitted' };
  if (attempted && (!fitted || Date.parse(attempted) > Date.parse(fitted))) return { tone: '', text: 'is being fitted' };
  return fitted ? { tone: 'good', text: 'fitted' } : { tone: '', text: 'not fitted yet' };
}

export const ModelsPanel = defineComponent({
  name: 'ModelsPanel',
  props: {
    lab: { type: String, required: true },
    models: { type: Array, default: null }, // as /models has them
    problem: { type: Object, default: null },
  },
  emits: ['asked'],
  setup(props, { emit }) {
    const said = ref('');
    const failed = ref(null);
    const fit = async (model) => {
      failed.value = null;
      try {
        await askForFit(props.lab, model.name);
        said.value = `A fit of ${model.title} is asked for; a process that runs batches begins it.`;
        emit('asked');
      } catch (problem) {
        failed.value = problem;
      }
    };
    const row = (model) => {
      const state = stateOf(model);
      const isFittedHere = model.method !== NEEDS_NO_FIT;
      return h('tr', { key: model.name }, [
        h('th', { scope: 'row' }, [model.title, model.title !== model.name && [' ', h('code', { class: 'muted' }, model.name)]]),
        h('td', model.method),
        h('td', `${model.value} of ${model.of}, each ${duration(durationMs(model.every))}`),
        h('td', model.horizons.map((horizon) => duration(durationMs(horizon))).join(', ')),
        h('td', [h('span', { class: ['flag', state.tone] }, state.text), model.error && h('p', { class: 'small model-error' }, model.error)]),
        h('td', isFittedHere && model.fitted ? since(model.fitted) : '–'),
        h('td', { class: 'figure' }, isFittedHere ? count(model.keys) : '–'),
        h('td', isFittedHere ? h('button', {
          type: 'button', class: 'control', 'aria-label': `Fit ${model.title}`, disabled: Boolean(model.asked), onClick: () => fit(model),
        }, [icon('retry'), 'Fit']) : []),
      ]);
    };
    const body = () => {
      if (!props.models) return props.problem ? trouble(props.problem) : loading();
      return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Models of this lab' }, h('table', [
        h('thead', h('tr', [
          ...['Model', 'Method', 'Of', 'Horizons', 'State', 'Fitted'].map((text) => h('th', { scope: 'col' }, text)),
          h('th', { scope: 'col', class: 'figure' }, 'Keys'), h('th', { scope: 'col' }, h('span', { class: 'sr-only' }, 'Actions')),
        ])),
        h('tbody', props.models.map(row)),
      ]));
    };
    return () =>
      h('section', { class: 'panel', id: 'models', 'aria-labelledby': 'models-title' }, [
        panelHead('models-title', 'Models'),
        failed.value && trouble(failed.value),
        h('p', { class: said.value ? 'said' : 'sr-only', role: 'status' }, said.value),
        body(),
      ]);
  },
});
