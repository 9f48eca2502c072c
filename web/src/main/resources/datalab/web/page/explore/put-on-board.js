// Puts the chart that is shown on a board of this browser.
import { defineComponent, h, ref } from '../vue.js';
import { addChart, boardLink, boardsOf } from './board-store.js';

const FIRST_NAME = 'My board';

export const PutOnBoard = defineComponent({
  name: 'PutOnBoard',
  props: { lab: { type: String, required: true }, chart: { type: String, required: true } },
  setup(props) {
    const name = ref(boardsOf(props.lab)[0]?.name ?? FIRST_NAME);
    const outcome = ref(null); // {problem} or {board}
    const put = (event) => {
      event.preventDefault();
      const to = name.value.trim() || FIRST_NAME;
      try {
        addChart(props.lab, to, props.chart);
        outcome.value = { board: boardsOf(props.lab).find((board) => board.name === to) };
      } catch (problem) {
        outcome.value = { problem };
      }
    };
    const said = () => {
      if (!outcome.value) return null;
      const { board, problem } = outcome.value;
      return board ? ['Put there. ', h('a', { href: boardLink(props.lab, board) }, `See ${board.name}`)] : problem.message;
    };
    return () =>
      h('form', { class: 'controls', onSubmit: put }, [
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Board'),
          h('input', { list: 'boards', maxlength: 80, value: name.value, onInput: (event) => (name.value = event.target.value) }),
        ]),
        h('datalist', { id: 'boards' }, boardsOf(props.lab).map((board) => h('option', { value: board.name, key: board.name }))),
        h('button', { type: 'submit', class: 'control' }, 'Put the chart on it'),
        h('p', { class: ['small', outcome.value?.problem ? 'bad' : 'good'], role: 'status' }, said()),
      ]);
  },
});
