// A chart of lines over time by uPlot: drag to zoom, arrow keys to move, in the zone that is chosen.
import { defineComponent, h, onMounted, onUnmounted, ref, watch } from '../vue.js';
import { number } from '../format.js';
import { dark } from '../scheme.js';
import { shifted, textIn } from './zone.js';

const COLOURS = 8;
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const HEIGHT = 380;
const FLAG_RADIUS = 4;
const NOTE_SPACE = 24; // above the lines
const NOTE_BAR = 12;
const NOTE_COLOURS = { bad: '--bad', warn: '--warn', good: '--good', plain: '--muted', none: '--accent' };

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const seconds = (ms) => ms / 1_000;

const colourOf = (line, i) => css(line.colour ?? `--series-${(i % COLOURS) + 1}`);

const lineOf = (line, i) => ({
  label: line.label,
  stroke: colourOf(line, i),
  dash: line.dash ?? DASHES[Math.floor(i / COLOURS) % DASHES.length],
  width: line.width ?? 1.5,
  points: { size: 4 },
  value: (_, value) => number(value),
});

const tableOf = ({ points }) => [points.map(([at]) => seconds(at)), points.map(([, value]) => value)];

/** Bands around lines that have one of their own: their edges come after `first` series and are not in the legend. */
function bandsOf(lines, first) {
  const tables = [];
  const series = [];
  const bands = [];
  lines.forEach((line, i) => {
    if (!line.band) return;
    const at = line.band.map(([ms]) => seconds(ms));
    tables.push([at, line.band.map(([, , high]) => high)], [at, line.band.map(([, low]) => low)]);
    series.push(...['upper', 'lower'].map((label) => ({ label, class: 'edge', width: 0, points: { show: false } })));
    bands.push({ series: [first + series.length - 1, first + series.length], fill: `${colourOf(line, i)}22` });
  });
  return { tables, series, bands };
}

/** The tables that uPlot joins, and the series that show them. */
function seriesOf({ lines, band, over }) {
  const above = (first) => over.map((line, i) => ({ ...lineOf(line, first + i), dash: [8, 4], width: 1.5, scale: line.right ? 'right' : 'y' }));
  if (!band) {
    const around = bandsOf(lines, lines.length + over.length);
    return {
      tables: [...[...lines, ...over].map(tableOf), ...around.tables],
      series: [...lines.map(lineOf), ...above(lines.length), ...around.series],
      bands: around.bands,
    };
  }
  const at = band.at.map(seconds);
  const colour = css('--series-1');
  const edge = (label) => ({ label, stroke: colour, width: 0.5, points: { show: false }, value: (_, value) => number(value) });
  return {
    tables: [[at, band.high], [at, band.low], [at, band.middle], ...over.map(tableOf)],
    series: [edge('greatest'), edge('least'), { ...edge('median'), width: 2 }, ...above(1)],
    bands: [{ series: [1, 2], fill: `${colour}2e` }],
  };
}

// Of a tick: at which step it is so written, how, and how where the year, the month or the day changes; as uPlot has them.
const DAY = 86_400;
const DATED = ['\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1];
const TICKS = [
  [DAY * 365, '{YYYY}', null, null, null, null, null, null, 1],
  [DAY * 28, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [DAY, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', ...DATED],
  [0.001, '{HH}:{mm}:{ss}', ...DATED],
];

const axis = (more) => ({
  stroke: css('--muted'),
  font: `12px ${css('--font')}`,
  grid: { stroke: css('--line'), width: 1 },
  ticks: { show: false },
  ...more,
});

const figures = (more) => axis({ size: 64, values: (_, ticks) => ticks.map((value) => (value === null ? '' : number(value))), ...more });

/** Circles where an event was flagged, over the lines. */
const flagMarks = (flagged) => (plot) => {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = 2 * devicePixelRatio;
  for (const { at, value, tone } of flagged) {
    ctx.beginPath();
    ctx.strokeStyle = css(tone === 'bad' ? '--bad' : '--warn');
    ctx.arc(plot.valToPos(seconds(at), 'x', true), plot.valToPos(value, 'y', true), FLAG_RADIUS * devicePixelRatio, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
};

/** Above the lines: a bar for as long as each flag or note of a person holds, and a mark at its begin that says it where one points at it. */
const noteMarks = (notes) => (plot) => {
  const { ctx, bbox, over } = plot;
  over.querySelectorAll('.note-mark').forEach((mark) => mark.remove());
  const within = (ms) => Math.min(Math.max(plot.valToPos(seconds(ms), 'x'), 0), over.clientWidth);
  ctx.save();
  for (const { from, to, tone, text } of notes) {
    const left = within(from);
    ctx.fillStyle = css(NOTE_COLOURS[tone]);
    ctx.fillRect(bbox.left + left * devicePixelRatio, bbox.top - NOTE_BAR * devicePixelRatio, (within(to) - left) * devicePixelRatio, 2 * devicePixelRatio);
    const mark = Object.assign(document.createElement('span'), { className: `note-mark ${tone}`, title: text });
    mark.style.left = `${left}px`;
    over.append(mark);
  }
  ctx.restore();
};

/** A line down the chart where what is known ends. */
const nowMark = ({ now, nowText }) => (plot) => {
  const { ctx, bbox } = plot;
  const x = now === null ? -1 : plot.valToPos(seconds(now), 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = css('--muted');
  ctx.fillStyle = css('--muted');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${12 * devicePixelRatio}px ${css('--font')}`;
  ctx.textAlign = x > bbox.left + bbox.width / 2 ? 'right' : 'left';
  ctx.fillText(nowText, x + (ctx.textAlign === 'right' ? -5 : 5) * devicePixelRatio, bbox.top + 12 * devicePixelRatio);
  ctx.restore();
};

function options(props, width, shape, onSelect) {
  const range = (_, low, high) => [props.low ?? low, props.high ?? high];
  const padded = globalThis.uPlot.rangeNum;
  const right = [...new Set(props.over.filter((line) => line.right).map(({ unit }) => unit))].join(', ');
  return {
    width,
    height: props.height,
    padding: [props.notes.length ? NOTE_SPACE : null, null, null, null],
    tzDate: (at) => shifted(at * 1_000, props.zone),
    legend: { live: true, isolate: true },
    cursor: { drag: { x: true, y: false, setScale: false }, focus: { prox: 24 }, ...(props.sync && { sync: { key: props.sync } }) },
    focus: { alpha: 0.3 },
    scales: {
      x: { min: seconds(props.from), max: seconds(props.to), range: () => [seconds(props.from), seconds(props.to)] },
      y: props.log
        ? { distr: 3, range: props.low > 0 && props.high > 0 ? range : undefined }
        : { range: (plot, low, high) => (low === null ? [0, 1] : range(plot, ...padded(low, high, 0.08, true))) },
      ...(right ? { right: { range: (_, low, high) => (low === null ? [0, 1] : padded(low, high, 0.08, true)) } } : {}),
    },
    axes: [axis({ values: TICKS, space: 70 }), figures({ label: props.unit }), ...(right ? [figures({ label: right, side: 1, scale: 'right', grid: { show: false } })] : [])],
    series: [{ label: props.zone, value: (_, at) => (at === null ? '–' : textIn(at * 1_000, props.zone)) }, ...shape.series],
    bands: shape.bands,
    hooks: {
      draw: [flagMarks(props.flagged), noteMarks(props.notes), nowMark(props)],
      setSelect: [(plot) => {
        if (plot.select.width < 3) return;
        onSelect(plot.posToVal(plot.select.left, 'x') * 1_000, plot.posToVal(plot.select.left + plot.select.width, 'x') * 1_000);
      }],
    },
  };
}

let library = null;
/** The chart library, once, and only where something is explored. */
const loaded = () => {
  library ??= new Promise((done, failed) => {
    const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'webjars/uplot/dist/uPlot.min.css' });
    const script = Object.assign(document.createElement('script'), { src: 'webjars/uplot/dist/uPlot.iife.min.js', onload: done });
    script.onerror = () => {
      library = null;
      failed(new Error('the chart library did not come'));
    };
    document.head.append(style, script);
  });
  return library;
};

export const Plot = defineComponent({
  name: 'Plot',
  props: {
    lines: { type: Array, required: true }, // [{label, points: [[ms, value]]}], perhaps with colour, dash, width, band: [[ms, low, high]]
    band: { type: Object, default: null },
    over: { type: Array, default: () => [] }, // lines of layers
    height: { type: Number, default: HEIGHT },
    flagged: { type: Array, required: true },
    notes: { type: Array, default: () => [] }, // of people: [{from, to, tone, text}]
    from: { type: Number, required: true },
    to: { type: Number, required: true },
    zone: { type: String, required: true },
    unit: { type: String, required: true },
    title: { type: String, required: true },
    log: { type: Boolean, required: true },
    low: { type: Number, default: null },
    high: { type: Number, default: null },
    now: { type: Number, default: null }, // where what is known ends
    nowText: { type: String, default: 'now' },
    sync: { type: String, default: null }, // charts of one name share a cursor
  },
  emits: ['zoom'],
  setup(props, { emit }) {
    const place = ref(null);
    let plot = null;
    const draw = () => {
      if (!place.value || !globalThis.uPlot) return;
      plot?.destroy();
      const shape = seriesOf(props);
      const data = shape.tables.length ? globalThis.uPlot.join(shape.tables) : [[]];
      plot = new globalThis.uPlot(options(props, place.value.clientWidth, shape, (from, to) => emit('zoom', from, to)), data, place.value);
    };
    const resized = new ResizeObserver(() => plot?.setSize({ width: place.value.clientWidth, height: props.height }));
    const keys = (event) => {
      const span = props.to - props.from;
      const moves = {
        ArrowLeft: [-span / 4, -span / 4], ArrowRight: [span / 4, span / 4], '+': [span / 4, -span / 4], '-': [-span / 2, span / 2],
      };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      emit('zoom', props.from + move[0], props.to + move[1]);
    };
    onMounted(async () => {
      await loaded();
      if (!place.value) return;
      draw();
      resized.observe(place.value);
    });
    onUnmounted(() => {
      resized.disconnect();
      plot?.destroy();
    });
    watch(() => [props.lines, props.band, props.over, props.notes, props.from, props.to, props.zone, props.log, props.low, props.high, props.now, dark.value], draw, { flush: 'post' });
    return () =>
      h('div', {
        class: 'plot',
        tabindex: 0,
        role: 'group',
        'aria-label': `${props.title}. Drag to zoom; arrow keys move, plus and minus zoom.`,
        'data-lines': props.lines.length,
        'data-layers': props.over.length,
        'data-notes': props.notes.length,
        'data-points': props.lines.reduce((sum, { points }) => sum + points.length, 0),
        onKeydown: keys,
      }, [h('div', { ref: place })]);
  },
});
