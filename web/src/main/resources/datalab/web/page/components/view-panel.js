// The views of a lab: one at a time, live.
import { defineComponent, h } from '../vue.js';
import { duration, durationMs, windowsText } from '../format.js';
import { current } from '../layers.js';
import { empty, loading, panelHead, trouble } from './pieces.js';
import { progress } from './batch-card.js';
import { LatestView } from './latest-view.js';
import { WindowView } from './window-view.js';

const about = (view) => {
  if (view.meet) {
    const near = `within ${view.meet.distance} m and ${duration(durationMs(view.meet.within))} of each other`;
    return `Who of ${view.stream} was ${near}${view.every ? `, every ${windowsText(view)}` : ''}`;
  }
  const by = view.by.length ? ` by ${view.by.join(', ')}` : '';
  return `${view.every ? `Every ${windowsText(view)} of ${view.stream}` : `The newest of ${view.stream}`}${by}`;
};

export const ViewPanel = defineComponent({
  name: 'ViewPanel',
  props: {
    views: { type: Array, required: true },
    rows: { type: Object, required: true },
    batches: { type: Array, required: true }, // of the view that is shown
  },
  emits: ['view'],
  setup(props, { emit }) {
    const standing = () => props.views.find((view) => view.name === props.rows.view.name);
    const tabs = () =>
      h('div', { class: 'tabs', role: 'group', 'aria-label': 'Views' }, props.views.map((view) =>
        h('button', {
          type: 'button',
          class: 'tab',
          'aria-pressed': view.name === props.rows.view.name,
          onClick: () => emit('view', view.name),
        }, view.name)));

    const building = () =>
      empty(
        'This view is being built',
        h('p', 'All events of the archive are folded into it; its rows appear here as soon as that is done.'),
        progress(current(props.batches, 'recompute')),
      );
    const body = () => {
      const { rows } = props;
      const key = rows.view.name;
      if (standing()?.served === false) return building();
      if (rows.state.value === 'loading') return loading();
      if (rows.state.value === 'failed') return trouble(rows.problem.value, rows.load);
      if (!rows.groups.value.size) {
        return empty('No rows yet', h('p', `They appear here as soon as the first event of ${rows.view.stream} is folded.`));
      }
      return rows.everyMs ? h(WindowView, { rows, key }) : h(LatestView, { rows, key });
    };

    return () =>
      h('section', { class: 'panel views', 'aria-labelledby': 'views-title', id: 'views' }, [
        panelHead('views-title', 'Views', tabs()),
        h('p', { class: 'panel-about' }, about(props.rows.view)),
        standing()?.served && standing().building &&
          h('p', { class: 'note warn' }, 'Its definition has changed. These are the rows of the one before, until the new one is built.'),
        body(),
      ]);
  },
});
