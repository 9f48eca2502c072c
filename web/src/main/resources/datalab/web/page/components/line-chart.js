// Lines over time, by Chart.js, in the page's colours and with time axes in the local zone.
import { defineComponent, h, onMounted, onUnmounted, ref, watch } from '../vue.js';
import { localTime, number } from '../format.js';
import { dark } from '../scheme.js';
import { tickText, timeTicks, yearOf } from '../time-axis.js';

const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const COLOURS = 8;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function dataset(series) {
  const colour = css(`--series-${(series.colour % COLOURS) + 1}`);
  return {
    label: series.label,
    unit: series.unit,
    data: series.points,
    yAxisID: series.axis,
    borderColor: colour,
    backgroundColor: colour,
    borderDash: DASHES[series.dash % DASHES.length],
    borderWidth: 1.75,
    pointRadius: (context) => (lonely(series.points, context.dataIndex) ? 2 : 0),
    pointHoverRadius: 4,
    pointHitRadius: 8,
    tension: 0,
  };
}

const lonely = (points, index) =>
  points[index]?.y !== null && (points[index - 1]?.y ?? null) === null && (points[index + 1]?.y ?? null) === null;

/** A little room above and below, but none below zero where nothing is negative. */
function airy(scale) {
  const room = (scale.max - scale.min) * 0.05;
  scale.min = scale.min >= 0 ? Math.max(0, scale.min - room) : scale.min - room;
  scale.max += room;
}

function valueAxis(axis, position, grid) {
  return {
    display: axis !== null,
    position,
    afterDataLimits: airy,
    title: { display: Boolean(axis?.title), text: axis?.title ?? '', color: css('--muted') },
    ticks: { color: css('--muted'), maxTicksLimit: 7, callback: (value) => number(value) },
    grid: { color: grid ? css('--line') : 'transparent', drawTicks: false },
    border: { display: false },
  };
}

function options({ from, to, axes }) {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: {
        type: 'linear',
        min: from,
        max: to,
        title: { display: yearOf(from, to) !== '', text: yearOf(from, to), color: css('--muted') },
        grid: { display: false },
        border: { color: css('--line-strong') },
        ticks: { color: css('--muted'), maxRotation: 0, autoSkip: false, callback: (value) => tickText(value, from, to) },
        afterBuildTicks: (scale) => {
          scale.ticks = timeTicks(from, to, Math.max(2, Math.floor(scale.width / 90))).map((value) => ({ value }));
        },
      },
      y: valueAxis(axes[0], 'left', true),
      y1: valueAxis(axes[1] ?? null, 'right', false),
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        backgroundColor: css('--tip'),
        titleColor: css('--tip-text'),
        bodyColor: css('--tip-text'),
        padding: 10,
        boxPadding: 4,
        usePointStyle: true,
        callbacks: {
          title: (items) => (items.length ? localTime(items[0].parsed.x) : ''),
          label: ({ dataset: each, parsed }) => ` ${each.label}  ${number(parsed.y)}${each.unit ? ` ${each.unit}` : ''}`,
        },
      },
    },
  };
}

export const LineChart = defineComponent({
  name: 'LineChart',
  props: {
    series: { type: Array, required: true }, // [{label, unit, axis, colour, dash, points: [{x, y}]}]
    axes: { type: Array, required: true }, // [{title}], one or two
    from: { type: Number, required: true },
    to: { type: Number, required: true },
    title: { type: String, required: true },
  },
  setup(props) {
    const canvas = ref(null);
    let chart = null;
    const draw = () => {
      if (!canvas.value) return;
      const data = { datasets: props.series.map(dataset) };
      if (!chart) {
        globalThis.Chart.defaults.font.family = css('--font');
        chart = new globalThis.Chart(canvas.value, { type: 'line', data, options: options(props) });
        return;
      }
      chart.data = data;
      chart.options = options(props);
      chart.update('none');
    };
    onMounted(draw);
    onUnmounted(() => chart?.destroy());
    watch(() => [props.series, props.from, props.to, dark.value], draw, { flush: 'post' });
    const points = () => props.series.reduce((sum, series) => sum + series.points.length, 0);
    return () =>
      h('div', { class: 'chart' }, [
        h('canvas', { ref: canvas, role: 'img', 'aria-label': props.title, 'data-points': points() }),
      ]);
  },
});
