// Boards: several charts of a lab beside each other, kept in the browser and in the address.
import { defineComponent, h, onMounted, onUnmounted, ref, shallowRef, watch } from '../vue.js';
import { labScreen } from '../components/lab-screen.js';
import { empty, loading, trouble } from '../components/pieces.js';
import { TypedInput } from '../components/typed-input.js';
import { exploreLink, labLink, remember, route } from '../route.js';
import { boardInAddress, boardLink, boardsOf, deleteBoard, keepBoard } from './board-store.js';
import { extentOf, firstPeriod, keysOf, titleOf, useChart } from './chart.js';
import { useNotes } from './notes.js';
import { Plot } from './plot.js';
import { paramsOf, PERIODS, read } from './question.js';
import { sourcesOf } from './source.js';

const HEIGHT = 250;

const BoardChart = defineComponent({
  name: 'BoardChart',
  props: {
    lab: { type: Object, required: true },
    text: { type: String, required: true }, // the question, as the address has it
    last: { type: Number, required: true }, // the period before the newest row in milliseconds; 0: as the question says
  },
  emits: ['remove'],
  setup(props, { emit }) {
    const sources = sourcesOf(props.lab);
    const question = shallowRef(read(new URLSearchParams(props.text), sources));
    const keys = shallowRef({});
    const chart = useChart(question, keys);
    const notes = useNotes(props.lab, question);
    const { answer, state, problem, zone } = chart;

    const change = (some) => {
      question.value = { ...question.value, ...some };
    };
    const fit = async () => {
      const { source } = question.value;
      const extent = props.last ? await extentOf(source) : null;
      const period = extent ? { from: extent.to - props.last, to: extent.to } : await firstPeriod(source);
      if (period) change(period);
    };
    const begin = async () => {
      const { from, to } = read(new URLSearchParams(props.text), sources);
      change(props.last ? { from: null, to: null } : { from, to });
      try {
        keys.value = await keysOf(question.value.source);
      } catch (trouble) {
        chart.failed(trouble);
        return;
      }
      await chart.load(fit);
    };
    const zoom = (from, to) => {
      change({ from: Math.round(from), to: Math.round(Math.max(to, from + 1_000)) });
      chart.load(fit);
    };
    onMounted(begin);
    watch(() => props.last, begin);

    const address = () => {
      if (question.value.from === null) return `${exploreLink(props.lab.name)}?${props.text}`;
      return `${exploreLink(props.lab.name)}?${paramsOf(question.value)}`;
    };
    const body = () => {
      if (state.value === 'failed') return trouble(problem.value, begin);
      if (state.value === 'nothing') return empty('Nothing is there yet');
      if (!answer.value) return loading();
      return [
        answer.value.rows.length || answer.value.bucket
          ? h(Plot, { ...chart.drawn(), notes: notes?.shown.value, height: HEIGHT, onZoom: zoom })
          : empty('Nothing in this period'),
        notes?.folded(zone.value),
      ];
    };
    return () =>
      h('article', { class: 'panel board-chart' }, [
        h('header', { class: 'panel-head' }, [
          h('h2', h('a', { href: address(), title: 'Explore it' }, titleOf(question.value))),
          h('button', { type: 'button', class: 'quiet', 'aria-label': `Remove ${titleOf(question.value)}`, onClick: () => emit('remove') }, 'Remove'),
        ]),
        body(),
      ]);
  },
});

const BoardsBody = defineComponent({
  name: 'BoardsBody',
  props: { lab: { type: Object, required: true } },
  setup(props) {
    const lab = props.lab.name;
    const saved = shallowRef(boardsOf(lab));
    const board = shallowRef(boardInAddress());
    const last = ref(Number(route.query.get('last')) || 0);
    const said = ref(null); // {good, message}

    const doing = (message, act) => {
      try {
        act();
        said.value = { good: true, message };
      } catch (problem) {
        said.value = { good: false, message: problem.message };
      }
      saved.value = boardsOf(lab);
    };
    const isSaved = () => saved.value.some((each) => JSON.stringify(each) === JSON.stringify(board.value));
    const show = (changed) => {
      board.value = changed;
      remember({ name: changed.name, chart: changed.charts });
    };
    const remove = (index) => {
      const wasSaved = isSaved();
      const changed = { ...board.value, charts: board.value.charts.filter((_, i) => i !== index) };
      if (!changed.charts.length) return drop();
      show(changed);
      if (wasSaved) doing('Removed.', () => keepBoard(lab, changed));
    };
    const drop = () => {
      const { name } = board.value;
      doing(`${name} is deleted.`, () => deleteBoard(lab, name));
      board.value = null;
      remember({ name: null, chart: [], last: null });
    };
    const rename = (name) => {
      const before = board.value.name;
      if (!name.trim() || name === before) return;
      const wasSaved = isSaved();
      show({ ...board.value, name: name.trim() });
      if (!wasSaved) return;
      doing('Renamed.', () => {
        keepBoard(lab, board.value);
        deleteBoard(lab, before);
      });
    };
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        said.value = { good: true, message: 'The link is copied: it restores this board in any browser.' };
      } catch {
        said.value = { good: true, message: 'Copy the address of this page: it restores this board in any browser.' };
      }
    };
    const fromAddress = () => {
      board.value = boardInAddress();
      last.value = Number(route.query.get('last')) || 0;
      saved.value = boardsOf(lab);
    };
    addEventListener('hashchange', fromAddress);
    onUnmounted(() => removeEventListener('hashchange', fromAddress));

    const button = (text, onClick, more = {}) => h('button', { type: 'button', class: 'control', onClick, ...more }, text);
    const list = () =>
      saved.value.length > 0 && h('nav', { class: 'controls', 'aria-label': 'Saved boards' }, saved.value.map((each) =>
        h('a', { key: each.name, class: 'control', href: boardLink(lab, each), 'aria-current': each.name === board.value?.name ? 'page' : undefined }, `${each.name} (${each.charts.length})`)));
    const controls = () =>
      h('div', { class: 'controls', role: 'group', 'aria-label': 'The board' }, [
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Name'),
          h(TypedInput, { value: board.value.name, maxlength: 80, onTyped: rename }),
        ]),
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, 'Period'),
          h('select', {
            value: last.value,
            onChange: (event) => {
              last.value = Number(event.target.value);
              remember({ last: last.value || null });
            },
          }, [[0, 'of each chart'], ...PERIODS.map(([text, ms]) => [ms, `the last ${text}`])].map(([value, text]) => h('option', { value, key: value }, text))),
        ]),
        !isSaved() && button('Keep in this browser', () => doing('Kept.', () => keepBoard(lab, board.value))),
        button('Copy the link', copy),
        isSaved() && button('Delete', drop),
      ]);
    const shown = () => {
      if (!board.value) {
        return empty(saved.value.length ? 'Choose a board' : 'No boards yet', h('p', [
          'Draw a chart at ', h('a', { href: exploreLink(lab) }, 'Explore'), ' and put it on a board; several stand here beside each other.',
        ]));
      }
      return [
        controls(),
        h('div', { class: 'board' }, board.value.charts.map((text, i) =>
          h(BoardChart, { key: text, lab: props.lab, text, last: last.value, onRemove: () => remove(i) }))),
      ];
    };
    return () => [
      list(),
      h('p', { class: ['small', said.value?.good ? 'good' : 'bad'], role: 'status' }, said.value?.message),
      shown(),
    ];
  },
});

export const BoardsPage = labScreen('boards', 'Boards', (lab) =>
  (sourcesOf(lab).length ? h(BoardsBody, { lab }) : empty('This lab has no numbers to draw', h('p', h('a', { href: labLink(lab.name) }, 'Back to the lab')))));
