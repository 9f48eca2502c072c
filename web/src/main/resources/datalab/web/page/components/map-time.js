// The slider over the time of a map: drag it, move it by the arrow keys, or let it play.
import { defineComponent, h } from '../vue.js';
import { duration, localTime } from '../format.js';
import { SPANS } from '../map/moment.js';
import { icon } from './icons.js';

const STEPS = 500;

export const MapTime = defineComponent({
  name: 'MapTime',
  props: { moment: { type: Object, required: true } },
  setup(props) {
    const text = () => (props.moment.at.value === null ? 'now' : localTime(props.moment.at.value));
    const move = (event) => {
      const { from, to, set } = props.moment;
      set(from.value + ((to.value - from.value) * Number(event.target.value)) / STEPS);
    };
    return () => {
      const { at, span, from, to, playing, set, setSpan, play } = props.moment;
      const share = at.value === null ? 1 : (at.value - from.value) / (to.value - from.value || 1);
      return h('div', { class: 'map-time', role: 'group', 'aria-label': 'Time of the map' }, [
        h('button', { type: 'button', class: 'control', onClick: play }, [icon(playing.value ? 'pause' : 'play'), playing.value ? 'Pause' : 'Play']),
        h('input', {
          type: 'range', min: 0, max: STEPS, step: 1, value: Math.round(share * STEPS), 'aria-label': 'Time', 'aria-valuetext': text(), onInput: move,
        }),
        h('output', text()),
        at.value !== null && h('button', { type: 'button', class: 'control', onClick: () => set(Infinity) }, 'Now'),
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Of the last'),
          h('select', { value: span.value, onChange: (event) => setSpan(Number(event.target.value)) },
            [...SPANS.map((ms) => [ms, duration(ms)]), [0, 'all time']].map(([ms, label]) => h('option', { value: ms, key: ms }, label))),
        ]),
      ]);
    };
  },
});
