// How to send an event to a stream: commands to copy, and a field to send one from here.
import { computed, defineComponent, h, ref, watch } from '../vue.js';
import { postEvent } from '../api.js';
import { commands, exampleEvent, useMqttPort } from '../example.js';
import { icon } from './icons.js';
import { panelHead, Snippet } from './pieces.js';

const bounds = ({ type, min, max }) => {
  const what = type === 'string' ? ' characters' : '';
  if (min !== null && max !== null) return `${min} to ${max}${what}`;
  if (min !== null) return `at least ${min}${what}`;
  return max !== null ? `at most ${max}${what}` : '';
};

export const SendPanel = defineComponent({
  name: 'SendPanel',
  props: { lab: { type: String, required: true }, stream: { type: Object, required: true } },
  setup(props) {
    const mqttPort = useMqttPort();
    const ways = computed(() => commands(props.lab, props.stream, mqttPort.value));
    const way = ref(0);
    const text = ref('');
    const busy = ref(false);
    const outcome = ref(null);
    watch(() => props.stream.name, () => {
      text.value = JSON.stringify(exampleEvent(props.stream), null, 2);
      way.value = 0;
      outcome.value = null;
    }, { immediate: true });

    const send = async (event) => {
      event.preventDefault();
      busy.value = true;
      try {
        const kept = await postEvent(props.lab, props.stream.name, text.value);
        outcome.value = { good: true, message: `Kept as event ${kept?._at ?? ''}`.trim() };
      } catch (problem) {
        outcome.value = { good: false, message: problem.message };
      }
      busy.value = false;
    };

    const snippets = () =>
      h('div', [
        h('div', { class: 'tabs', role: 'group', 'aria-label': 'Ways to send' }, ways.value.map(({ name }, i) =>
          h('button', { type: 'button', class: 'tab', 'aria-pressed': way.value === i, onClick: () => (way.value = i) }, name))),
        h(Snippet, { text: ways.value[way.value]?.text ?? '', label: `${ways.value[way.value]?.name} command` }),
        fields(),
      ]);
    const fields = () =>
      h('dl', { class: 'fields' }, props.stream.fields.map((field) =>
        h('div', { key: field.name }, [
          h('dt', [h('code', field.name), (field.required || field.generated) && h('span', { class: 'muted small' }, field.generated ? ' given' : ' required')]),
          h('dd', [String(field.type).toLowerCase(), field.unit && ` in ${field.unit}`, bounds(field) && `, ${bounds(field)}`]),
        ])));
    const form = () =>
      h('form', { onSubmit: send }, [
        h('label', { class: 'small muted', for: 'send-text' }, 'Or send one from here, as JSON'),
        h('textarea', {
          id: 'send-text',
          rows: Math.min(12, text.value.split('\n').length + 1),
          spellcheck: false,
          value: text.value,
          onInput: (event) => (text.value = event.target.value),
        }),
        h('div', { class: 'actions' }, [
          h('button', { type: 'submit', class: 'primary', disabled: busy.value }, [icon('send'), 'Send']),
          h('span', { class: ['small', outcome.value?.good ? 'good' : 'bad'], role: 'status' }, outcome.value?.message),
        ]),
      ]);

    return () =>
      h('section', { class: 'panel', 'aria-labelledby': 'send-title', id: 'send' }, [
        panelHead('send-title', 'Send an event', h('code', { class: 'muted' }, `${props.lab}.${props.stream.name}`)),
        h('div', { class: 'send' }, [snippets(), form()]),
      ]);
  },
});
