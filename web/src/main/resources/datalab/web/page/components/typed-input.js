// A field that people type into: what is half typed stays while the page is drawn again around it.
import { defineComponent, h, ref } from '../vue.js';

export const TypedInput = defineComponent({
  name: 'TypedInput',
  props: { value: { type: [String, Number], default: '' } },
  emits: ['typed'], // with the text, once it is whole
  setup(props, { emit }) {
    const draft = ref(null);
    const whole = (event) => {
      draft.value = null;
      emit('typed', event.target.value);
    };
    return () => h('input', {
      value: draft.value ?? props.value,
      onInput: (event) => (draft.value = event.target.value),
      onChange: whole,
      onBlur: () => (draft.value = null),
    });
  },
});
