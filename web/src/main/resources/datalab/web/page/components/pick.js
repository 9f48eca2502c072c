// A button that opens a list to choose several things from, with a filter where it is long.
import { defineComponent, h, onMounted, onUnmounted, ref } from '../vue.js';
import { icon } from './icons.js';

const FILTER_FROM = 10;
const SHOWN_MAX = 200;

export const Pick = defineComponent({
  name: 'Pick',
  props: {
    label: { type: String, required: true },
    options: { type: Array, required: true }, // [{key, label}]
    chosen: { type: Array, required: true }, // keys
    max: { type: Number, required: true },
    none: { type: String, default: '0' }, // what it means that nothing is chosen
  },
  emits: ['choose'],
  setup(props, { emit }) {
    const root = ref(null);
    const open = ref(false);
    const filter = ref('');

    const close = (event) => {
      if (open.value && !root.value?.contains(event.target)) open.value = false;
    };
    const keys = (event) => {
      if (event.key !== 'Escape' || !open.value) return;
      open.value = false;
      root.value.querySelector('button').focus();
    };
    onMounted(() => document.addEventListener('pointerdown', close));
    onUnmounted(() => document.removeEventListener('pointerdown', close));

    const toggle = (key) =>
      emit('choose', props.chosen.includes(key) ? props.chosen.filter((each) => each !== key) : [...props.chosen, key]);

    const choice = ({ key, label }) => {
      const checked = props.chosen.includes(key);
      const disabled = !checked && props.chosen.length >= props.max;
      return h('label', { class: ['pick-option', { off: disabled }], key }, [
        h('input', { type: 'checkbox', checked, disabled, onChange: () => toggle(key) }),
        h('span', label),
      ]);
    };
    const list = () => {
      const wanted = filter.value.trim().toLowerCase();
      const found = props.options.filter((option) => option.label.toLowerCase().includes(wanted));
      return h('div', { class: 'pick-list', role: 'group', 'aria-label': props.label }, [
        props.options.length > FILTER_FROM &&
          h('input', {
            type: 'search',
            placeholder: `Filter ${props.options.length}`,
            'aria-label': `Filter ${props.label}`,
            value: filter.value,
            onInput: (event) => (filter.value = event.target.value),
          }),
        h('div', { class: 'pick-scroll' }, found.slice(0, SHOWN_MAX).map(choice)),
        !found.length && h('p', { class: 'muted small' }, 'Nothing by that name.'),
        props.chosen.length >= props.max && h('p', { class: 'muted small' }, `At most ${props.max} at a time.`),
      ]);
    };

    return () =>
      h('div', { class: 'pick', ref: root, onKeydown: keys }, [
        h(
          'button',
          { type: 'button', class: 'control', 'aria-expanded': open.value, onClick: () => (open.value = !open.value) },
          [h('span', { class: 'control-label' }, props.label), h('span', summary(props)), icon('chevron')],
        ),
        open.value && list(),
      ]);
  },
});

function summary({ options, chosen, none }) {
  if (!chosen.length) return none;
  if (chosen.length === 1) return options.find((option) => option.key === chosen[0])?.label ?? '1';
  return chosen.length === options.length ? `all ${options.length}` : `${chosen.length} of ${options.length}`;
}
