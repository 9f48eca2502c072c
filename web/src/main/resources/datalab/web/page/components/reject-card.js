// One reject: what came, why it was refused, and a way to send it again, mended if need be.
import { defineComponent, h, nextTick, ref } from '../vue.js';
import { count } from '../format.js';
import { icon } from './icons.js';
import { since } from './pieces.js';

const SHOWN_CHARACTERS = 600;

const bytesOf = (base64) => Uint8Array.from(atob(base64 ?? ''), (each) => each.charCodeAt(0));
const hex = (bytes) => [...bytes].map((each) => each.toString(16).padStart(2, '0')).join(' ');

export const RejectCard = defineComponent({
  name: 'RejectCard',
  props: {
    reject: { type: Object, required: true },
    retry: { type: Function, default: null },
  },
  setup(props) {
    const text = ref(null); // what is being edited; null while nothing is
    const busy = ref(false);
    const outcome = ref(null); // {good, message}
    const area = ref(null);

    const send = async (payload) => {
      busy.value = true;
      try {
        const event = await props.retry(props.reject, payload);
        outcome.value = { good: true, message: `Accepted: kept as event ${event?._at ?? ''}`.trim() };
        text.value = null;
      } catch (problem) {
        outcome.value = { good: false, message: problem.message };
      }
      busy.value = false;
    };
    const edit = async () => {
      text.value = props.reject.payload ?? new TextDecoder().decode(bytesOf(props.reject.payload_base64));
      await nextTick();
      area.value?.focus();
    };

    const payload = () => {
      const { reject } = props;
      const whole = reject.payload ?? hex(bytesOf(reject.payload_base64));
      const cut = whole.length > SHOWN_CHARACTERS;
      return [
        h('pre', { class: 'payload', tabindex: 0, 'aria-label': 'What came' }, cut ? `${whole.slice(0, SHOWN_CHARACTERS)}…` : whole || '(nothing)'),
        (reject.payload === null || cut) &&
          h('p', { class: 'muted small' }, `${reject.payload === null ? 'Not UTF-8 text, so its bytes; ' : ''}${count(reject.payload_bytes)} bytes in all`),
      ];
    };
    const editor = () => [
      h('label', { class: 'sr-only', for: `edit-${props.reject.id}` }, 'The payload, to be mended'),
      h('textarea', {
        id: `edit-${props.reject.id}`,
        ref: area,
        rows: Math.min(12, text.value.split('\n').length + 2),
        spellcheck: false,
        value: text.value,
        onInput: (event) => (text.value = event.target.value),
      }),
    ];
    const actions = () => {
      if (!props.retry || !props.reject.stream || props.reject.retried_at) return null;
      const button = (label, name, kind, onClick) =>
        h('button', { type: 'button', class: kind, disabled: busy.value, onClick }, [icon(name), label]);
      return h('div', { class: 'actions' }, text.value === null
        ? [button('Retry', 'retry', 'control', () => send()), button('Edit', 'edit', 'quiet', edit)]
        : [
            button('Send mended', 'send', 'primary', () => send(text.value)),
            button('Cancel', 'back', 'quiet', () => (text.value = null)),
          ]);
    };

    return () => {
      const { reject } = props;
      return h('li', { class: ['reject', { done: reject.retried_at }], 'data-id': reject.id }, [
        h('div', { class: 'reject-head' }, [
          h('span', { class: 'badge bad' }, reject.reason),
          reject.field && h('code', reject.field),
          h('span', { class: 'muted small' }, [reject.stream && `${reject.stream} · `, reject.source, ' · ', since(reject.arrived)]),
        ]),
        h('p', { class: 'reject-detail' }, reject.detail),
        text.value === null ? payload() : editor(),
        actions(),
        h('p', { class: ['small', outcome.value?.good ? 'good' : 'bad'], role: 'status' }, outcome.value
          ? outcome.value.message
          : reject.retried_at ? ['Sent again ', since(reject.retried_at)] : null),
      ]);
    };
  },
});
