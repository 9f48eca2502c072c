// Twin: one key as observed, as models expect it, and as scenarios have it; how good the models are, and where their fits are.
import { computed, defineComponent, h, onMounted, onUnmounted, ref, shallowRef, watch } from '../vue.js';
import { ask, getModels } from '../api.js';
import { labScreen } from '../components/lab-screen.js';
import { empty, loading, Snippet, trouble } from '../components/pieces.js';
import { TypedInput } from '../components/typed-input.js';
import { fromInput, toInput } from '../explore/zone.js';
import { count, duration, durationMs, localZone } from '../format.js';
import { usePoll } from '../poll.js';
import { remember, route } from '../route.js';
import { difference } from './lines.js';
import { ModelsPanel, stateOf } from './models-panel.js';
import { follows, horizonsOf, read, seriesOf, SPANS, written } from './question.js';
import { useTwin } from './rows.js';
import { SkillPanel } from './skill-panel.js';
import { TwinChart } from './twin-chart.js';

const MODELS_MS = 3_000;
const KEYS_MAX = 10_000;
const byText = new Intl.Collator(undefined, { numeric: true });

const TwinBody = defineComponent({
  name: 'TwinBody',
  props: { lab: { type: Object, required: true } },
  setup(props) {
    const { lab } = props;
    const all = seriesOf(lab);
    const question = shallowRef(read(route.query, all));
    const keys = shallowRef(null); // that there are
    const keysProblem = ref(null);
    const models = usePoll(async () => (await getModels(lab.name)).rows, MODELS_MS);
    const { answer, twin, problem, refresh } = useTwin(lab.name, question);
    const series = computed(() => question.value.series);

    const change = (some) => {
      question.value = { ...question.value, ...some };
      remember(written(question.value));
    };
    const loadKeys = async () => {
      keysProblem.value = null;
      const { of, key } = series.value;
      try {
        const { rows } = await ask(`labs/${encodeURIComponent(lab.name)}/streams/${encodeURIComponent(of)}?latest=1&limit=${KEYS_MAX}&fields=${encodeURIComponent(key)}`);
        keys.value = [...new Set(rows.map((row) => String(row[key])))].sort(byText.compare);
        if (question.value.key === null && keys.value.length) change({ key: keys.value[0] });
      } catch (trouble) {
        keysProblem.value = trouble;
      }
    };
    const choose = (id) => {
      change({ series: all.find((one) => one.id === id), key: null, horizon: null, hidden: [], compared: [] });
      keys.value = null;
      loadKeys();
    };
    const fromAddress = () => {
      const other = read(route.query, all);
      if (JSON.stringify(written(other)) === JSON.stringify(written(question.value))) return;
      question.value = other;
      loadKeys();
    };
    addEventListener('hashchange', fromAddress);
    onMounted(loadKeys);
    onUnmounted(() => removeEventListener('hashchange', fromAddress));
    watch(() => question.value.key, (key) => {
      document.title = `${key ? `Twin: ${key}` : 'Twin'} – DataLab`;
    }, { immediate: true });

    /** What the chart shows: of who follows, all that came in answer. */
    const period = computed(() => {
      const { from, to, span } = question.value;
      if (!follows(question.value)) return { from, to };
      const { newest } = twin.value;
      const drawn = twin.value.lines.filter(({ points }) => points.length);
      if (!drawn.length) return { from: Date.now() - span, to: Date.now() };
      const ends = drawn.map(({ points }) => points.at(-1)[0]);
      const begin = Math.max(answer.value.from, (newest ?? 0) - span, Math.min(...drawn.map(({ points }) => points[0][0])));
      return { from: begin, to: Math.max(newest ?? begin + span, ...ends) };
    });
    const zoom = (from, to) => change({ from: Math.round(from), to: Math.round(Math.max(to, from + 1_000)) });
    const move = (part) => {
      const { from, to } = period.value;
      zoom(from + (to - from) * part, to + (to - from) * part);
    };
    const wider = () => {
      const { from, to } = period.value;
      zoom(from - (to - from) / 2, to + (to - from) / 2);
    };

    const isHidden = (id) => question.value.hidden.includes(id);
    const toggle = (id) => change({ hidden: isHidden(id) ? question.value.hidden.filter((one) => one !== id) : [...question.value.hidden, id] });
    const isShown = ({ id }) => !isHidden(id) && !(id.startsWith('forecast ') && (isHidden('forecast') || isHidden(id.replace('forecast', 'model'))));
    const lines = computed(() => twin.value.lines.filter((line) => line.points.length && isShown(line)).map((line) => (isHidden('band') ? { ...line, band: null } : line)));
    const residuals = computed(() => (isHidden('residual') ? [] : twin.value.residuals.filter((line) => line.points.length && isShown(line))));
    const comparable = computed(() => twin.value.lines.filter(({ id }) => id === 'observed' || id.startsWith('scenario ')));
    const compared = computed(() => {
      const [one, other] = question.value.compared.map((id) => comparable.value.find((line) => line.id === id));
      return one && other && one !== other ? difference(one, other) : null;
    });

    const button = (text, onClick, more = {}) => h('button', { type: 'button', class: 'control', onClick, ...more }, text);
    const selected = (label, value, options, onChange) =>
      h('label', { class: 'control' }, [
        h('span', { class: 'control-label' }, label),
        h('select', { value, onChange: (event) => onChange(event.target.value) }, options.map(([key, text]) => h('option', { value: key, key }, text))),
      ]);
    const moment = (name, label) =>
      h('label', { class: 'control' }, [
        h('span', { class: 'control-label' }, label),
        h('input', {
          type: 'datetime-local',
          value: twin.value ? toInput(period.value[name], localZone()) : '',
          onChange: (event) => {
            const at = fromInput(event.target.value, localZone());
            if (at !== null) change({ ...period.value, [name]: at });
          },
        }),
      ]);

    const what = () =>
      h('div', { class: 'controls', role: 'group', 'aria-label': 'What is shown' }, [
        h('label', { class: 'control' }, [
          h('span', { class: 'control-label' }, series.value.key),
          h(TypedInput, {
            type: 'search', list: 'twin-keys', class: 'twin-key', 'aria-label': `Which ${series.value.key}`,
            placeholder: keys.value ? `Find among ${count(keys.value.length)}` : '', value: question.value.key ?? '',
            onTyped: (key) => key && change({ key }),
          }),
          h('datalist', { id: 'twin-keys' }, (keys.value ?? []).map((key) => h('option', { value: key, key }))),
        ]),
        all.length > 1 && selected('Value', series.value.id, all.map(({ id, of, value }) => [id, `${value} of ${of}`]), choose),
        selected('Horizon', question.value.horizon ?? '', [
          ['', 'the shortest'], ...horizonsOf(series.value).map((horizon) => [horizon, duration(durationMs(horizon))]),
        ], (horizon) => change({ horizon: horizon || null })),
      ]);
    const when = () =>
      h('div', { class: 'controls', role: 'group', 'aria-label': 'Period' }, [
        ...SPANS.map(([text, ms]) => button(text, () => change({ from: null, to: null, span: ms }), {
          'aria-pressed': follows(question.value) && question.value.span === ms, title: `The last ${text} and what is expected next, as it comes`,
        })),
        moment('from', 'From'), moment('to', 'To'),
        button('Earlier', () => move(-0.5)), button('Later', () => move(0.5)), button('Wider', wider),
      ]);
    const swatch = ({ colour, dash }) => h('span', { class: ['twin-swatch', `of${colour}`, { dashed: dash?.length }], 'aria-hidden': 'true' });
    const switches = () => {
      const own = twin.value.lines.filter(({ id, points }) => !id.startsWith('forecast ') && (points.length || id.startsWith('model ')));
      const others = [['forecast', 'Forecast'], ['band', 'Bands'], ['residual', 'Residuals']];
      const one = (id, text, line) => h('button', {
        type: 'button', class: 'chip', key: id, 'aria-pressed': !isHidden(id), onClick: () => toggle(id),
      }, [line && swatch(line), text]);
      return h('div', { class: 'controls', role: 'group', 'aria-label': 'Lines' }, [
        ...own.map((line) => one(line.id, line.label, line)), ...others.map(([id, text]) => one(id, text)),
      ]);
    };
    const comparison = () => {
      if (!twin.value.scenarios.length) {
        return h('details', { class: 'twin-hint' }, [
          h('summary', 'No scenarios in this period: make one up'),
          h('p', 'A scenario replays what was observed with changes, or runs a model forward. Its events are simulated, and never mixed with observed ones.'),
          h(Snippet, { text: `./datalab simulate ${lab.name} --scenario FILE` }),
        ]);
      }
      const options = [['', 'nothing'], ...comparable.value.map(({ id, label }) => [id, label])];
      const [one = '', other = ''] = question.value.compared;
      return h('div', { class: 'controls', role: 'group', 'aria-label': 'Comparison' }, [
        selected('Compare', one, options, (id) => change({ compared: id ? [id, other] : [] })),
        one && selected('with', other, options.filter(([id]) => id !== one), (id) => change({ compared: [one, id] })),
      ]);
    };

    /** Why a model says nothing, and what to do. */
    const silent = () => {
      const expected = new Set(answer.value.rows.filter(({ kind }) => kind === 'forecast').map(({ name }) => name));
      const mine = (models.data.value ?? []).filter(({ name }) => series.value.models.some((model) => model.name === name));
      return mine.filter(({ name }) => !expected.has(name) && follows(question.value)).map((model) =>
        h('p', { class: model.method === 'external' ? 'muted small' : 'note warn', key: model.name }, h('span', model.fitted || model.method === 'external'
          ? `${model.title} says nothing of ${question.value.key}: ${model.method === 'external' ? 'no forecast of it waits.' : 'its last fit did not know this key. Fit it again once enough has come.'}`
          : `${model.title} is ${stateOf(model).text}${model.error ? `: ${model.error}` : '. Below it can be fitted.'}`)));
    };
    const shown = () => {
      if (keysProblem.value) return trouble(keysProblem.value, loadKeys);
      if (keys.value && !keys.value.length && question.value.key === null) {
        return empty('Nothing is there yet', h('p', `A twin appears as soon as the first event of ${series.value.of} is kept.`));
      }
      if (problem.value && !answer.value) {
        return problem.value.status === 404 ? empty('Nothing has come of this key', h('p', problem.value.message)) : trouble(problem.value, refresh);
      }
      if (!twin.value) return loading();
      if (!answer.value.rows.length && follows(question.value)) return empty(`Nothing has come of ${question.value.key}`, h('p', `Choose another ${series.value.key}.`));
      return [
        problem.value && trouble(problem.value, refresh),
        switches(),
        silent(),
        answer.value.rows.length
          ? h(TwinChart, {
            lines: lines.value, residuals: residuals.value, compared: compared.value, ...period.value, newest: twin.value.newest,
            everyMs: durationMs(series.value.models[0].every), series: series.value, keyName: question.value.key, table: question.value.table, onZoom: zoom,
          })
          : empty('Nothing in this period', h('p', button('Show the newest', () => change({ from: null, to: null })))),
        answer.value.isLess && h('p', { class: 'muted small' }, 'Less than was asked for: all of it is too much to read at once.'),
        comparison(),
        h('div', { class: 'controls' }, button(question.value.table ? 'Without the table' : 'Table beside it', () => change({ table: !question.value.table }))),
      ];
    };

    return () => [
      h('section', { class: 'panel explore twin', 'aria-label': 'Twin' }, [what(), when(), shown()]),
      h(SkillPanel, { lab, series: series.value }),
      h(ModelsPanel, { lab: lab.name, models: models.data.value, problem: models.problem.value, onAsked: models.refresh }),
    ];
  },
});

const EXAMPLE = `models:
  usual: {of: readings, value: value, every: 1h, method: climatology, horizons: [1h, 24h]}`;

export const TwinPage = labScreen('twin', 'Twin', (lab) =>
  lab.models?.length
    ? h(TwinBody, { lab, key: lab.name })
    : empty('This lab has no models', h('p', 'Declare one under models: in its lab.yaml, such as:'), h(Snippet, { text: EXAMPLE, label: 'example' })));
