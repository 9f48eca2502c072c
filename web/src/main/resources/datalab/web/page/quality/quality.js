// Quality: what was flagged of a stream, by test, key and time, what people say of it, and what was refused.
import { computed, defineComponent, h, onMounted, onUnmounted, ref, shallowRef, watch } from '../vue.js';
import { ask } from '../api.js';
import { labScreen } from '../components/lab-screen.js';
import { RejectsPanel } from '../components/rejects-panel.js';
import { fromInput, toInput } from '../explore/zone.js';
import { localZone } from '../format.js';
import { ownStreams } from '../own-streams.js';
import { useRejectList } from '../reject-list.js';
import { remember, route } from '../route.js';
import { annotationStream, useAnnotations } from './annotations.js';
import { AnnotationsPanel } from './annotations-panel.js';
import { FlagsPanel } from './flags-panel.js';

const HOUR = 3_600_000;
const PERIODS = [['1 hour', HOUR], ['1 day', 24 * HOUR], ['1 week', 168 * HOUR], ['1 month', 720 * HOUR], ['all there is', 0]];
const FIRST_MS = 24 * HOUR;

const parsed = (text) => (Number.isNaN(Date.parse(text ?? '')) ? null : Date.parse(text));

/** One stream's flags and notes. */
const StreamQuality = defineComponent({
  name: 'StreamQuality',
  props: { lab: { type: Object, required: true }, stream: { type: Object, required: true } },
  setup(props) {
    const { lab, stream } = props;
    const path = `labs/${encodeURIComponent(lab.name)}/streams/${encodeURIComponent(stream.name)}`;
    const range = ref({ from: parsed(route.query.get('from')), to: parsed(route.query.get('to')) });
    const period = ref(range.value.from === null && !route.query.has('all') ? FIRST_MS : 0); // before the newest event; 0: as range says
    const only = ref({ key: route.query.get('key'), test: route.query.get('test') });
    const counts = shallowRef(null);
    const state = ref('loading');
    const problem = shallowRef(null);
    const proposed = shallowRef(null);
    const kept = annotationStream(lab);
    const annotations = kept && useAnnotations(lab.name, kept, stream.name);
    const keys = computed(() => (counts.value?.keys ?? []).map(({ key }) => String(key)));
    let turn = 0;

    const lastPeriod = async () => {
      const { rows } = await ask(`${path}?limit=1&order=desc&fields=_time`);
      if (!rows.length) return {};
      const to = Date.parse(rows[0]._time) + 1;
      return { from: to - period.value, to };
    };
    const load = async () => {
      const mine = ++turn;
      state.value = counts.value ? 'again' : 'loading';
      try {
        const { from, to } = period.value ? await lastPeriod() : range.value;
        if (mine !== turn) return;
        const pairs = [
          ...(from ? [['from', new Date(from).toISOString()]] : []),
          ...(to ? [['to', new Date(to).toISOString()]] : []),
          ...(only.value.test ? [['test', only.value.test]] : []),
          ...(only.value.key !== null && stream.key ? [[`${stream.key}.is`, only.value.key]] : []),
        ];
        const answer = await ask(`${path}/flags?${new URLSearchParams(pairs)}`);
        if (mine !== turn) return;
        counts.value = answer;
        problem.value = null;
        state.value = 'shown';
      } catch (trouble) {
        if (mine !== turn) return;
        problem.value = trouble;
        state.value = 'failed';
      }
    };
    const note = () => remember({
      from: range.value.from === null ? null : new Date(range.value.from).toISOString(),
      to: range.value.to === null ? null : new Date(range.value.to).toISOString(),
      all: period.value || range.value.from !== null || range.value.to !== null ? null : '',
      key: only.value.key,
      test: only.value.test,
    });
    const choosePeriod = (ms) => {
      period.value = ms;
      range.value = { from: null, to: null };
      note();
      load();
    };
    const chooseRange = (change) => {
      const shown = { from: parsed(counts.value?.from), to: parsed(counts.value?.to) };
      range.value = { ...(period.value ? shown : range.value), ...change };
      period.value = 0;
      note();
      load();
    };
    const narrow = (change) => {
      only.value = { ...only.value, ...change };
      note();
      load();
    };
    const annotate = (event) => {
      proposed.value = { event: event._at, begins: Date.parse(event._time), key: stream.key ? String(event[stream.key] ?? '') : '' };
    };
    onMounted(() => {
      load();
      annotations?.load();
    });
    onUnmounted(() => turn++);

    const moment = (name, label) =>
      h('label', { class: 'control' }, [
        h('span', { class: 'control-label' }, label),
        h('input', {
          type: 'datetime-local',
          value: counts.value ? toInput(Date.parse(counts.value[name]), localZone()) : '',
          onChange: (event) => chooseRange({ [name]: fromInput(event.target.value, localZone()) }),
        }),
      ]);
    const chosen = () => (period.value ? PERIODS.find(([, ms]) => ms === period.value)?.[0] : range.value.from === null && range.value.to === null ? 'all there is' : null);
    const controls = () =>
      h('div', { class: 'controls', role: 'group', 'aria-label': 'Period' }, [
        ...PERIODS.map(([text, ms]) => h('button', {
          type: 'button', class: 'control', 'aria-pressed': chosen() === text, onClick: () => choosePeriod(ms),
        }, text)),
        moment('from', 'From'),
        moment('to', 'To'),
        ['key', 'test'].filter((name) => only.value[name] !== null).map((name) =>
          h('button', { type: 'button', class: 'control', 'aria-pressed': true, key: name, onClick: () => narrow({ [name]: null }) }, `${name === 'key' ? stream.key : name}: ${only.value[name]} ✕`)),
        h('button', { type: 'button', class: 'control', onClick: load }, 'Refresh'),
      ]);

    return () => [
      h('section', { class: 'panel quality', 'aria-label': `Quality flags of ${stream.name}` }, [
        controls(),
        h(FlagsPanel, {
          lab: lab.name, stream, counts: counts.value, state: state.value, problem: problem.value, only: only.value,
          annotations: annotations?.all.value ?? [],
          onAgain: load, onOnly: narrow, onZoom: (from, to) => chooseRange({ from, to }), onAnnotate: annotate,
        }),
      ]),
      h(AnnotationsPanel, { stream, list: annotations, keys: keys.value, proposed: proposed.value }),
    ];
  },
});

const QualityBody = defineComponent({
  name: 'QualityBody',
  props: { lab: { type: Object, required: true } },
  setup(props) {
    const { lab } = props;
    const own = ownStreams(lab);
    const streams = lab.streams.filter(({ name }) => !own.has(name));
    const stream = ref(
      streams.find(({ name }) => name === route.query.get('stream')) ?? streams.find(({ quality }) => quality.length) ?? streams[0]);
    const rejects = useRejectList(lab.name);
    rejects.refresh();
    const choose = (name) => {
      remember({ stream: name, key: null, test: null });
      stream.value = streams.find((each) => each.name === name);
    };
    watch(stream, ({ name }) => {
      document.title = `Quality: ${name} – DataLab`;
    });
    return () => [
      streams.length > 1 && h('div', { class: 'tabs', role: 'group', 'aria-label': 'Stream' }, streams.map(({ name }) =>
        h('button', { type: 'button', class: 'tab', key: name, 'aria-pressed': name === stream.value.name, onClick: () => choose(name) }, name))),
      h(StreamQuality, { lab, stream: stream.value, key: stream.value.name }),
      h(RejectsPanel, { list: rejects }),
    ];
  },
});

export const QualityPage = labScreen('quality', 'Quality', (lab) => h(QualityBody, { lab }));
