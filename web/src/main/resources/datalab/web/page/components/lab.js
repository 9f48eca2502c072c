// The page of one lab: its way, a view, the newest events, the rejects, and how to send.
import { computed, defineAsyncComponent, defineComponent, h, onUnmounted, shallowReactive, shallowRef, watch } from '../vue.js';
import { ask, getBatches, getLab, getOutputs, liveUrl } from '../api.js';
import { useEventList } from '../event-list.js';
import { localZone } from '../format.js';
import { useLive } from '../live.js';
import { usePoll } from '../poll.js';
import { Rates } from '../rates.js';
import { useRejectList } from '../reject-list.js';
import { alertsLink, remember, route } from '../route.js';
import { useViewRows } from '../view-rows.js';
import { EventsPanel } from './events-panel.js';
import { labNav } from './lab-nav.js';
import { empty, loading, trouble } from './pieces.js';
import { LayersPanel } from './layers-panel.js';
import { OutputsPanel } from './outputs-panel.js';
import { RejectsPanel } from './rejects-panel.js';
import { SendPanel } from './send-panel.js';
import { ViewPanel } from './view-panel.js';
import { Way } from './way.js';

const MapPanel = defineAsyncComponent(() => import('./map-panel.js').then((module) => module.MapPanel));

const POLL_MS = 2_000;
const OUTPUTS_MS = 5_000;
const CATCH_UP_MS = 4_000; // gaps come in bursts; rows are read again once for each burst

const sum = (stream, what) => stream.partitions.reduce((total, each) => total + (each[what] ?? 0), 0);

/** What a person sees of a lab once its definition is known. */
const LabBody = defineComponent({
  name: 'LabBody',
  props: { lab: { type: Object, required: true }, rates: { type: Object, required: true } },
  setup(props) {
    const { lab } = props;
    const named = (list, name) => list.find((each) => each.name === name);
    const firstView = named(lab.views, route.query.get('view')) ?? lab.views.find((view) => view.every) ?? lab.views[0] ?? null;
    const firstStream = named(lab.streams, route.query.get('stream')) ?? named(lab.streams, firstView?.stream) ?? lab.streams[0];

    const rows = shallowRef(firstView && useViewRows(lab.name, firstView));
    const events = shallowRef(useEventList(lab.name, firstStream.name));
    const rejects = useRejectList(lab.name);
    const located = lab.streams.find(({ position }) => position) ?? null;
    const arrived = shallowRef([]); // the newest events of that one
    const stream = computed(() => named(props.lab.streams, events.value.stream));
    const rejected = computed(() => props.lab.streams.reduce((total, each) => total + each.rejected, 0));
    if (firstView?.served !== false) rows.value?.load();
    watch(rejected, rejects.refresh, { immediate: true });

    const standing = computed(() => named(props.lab.views, rows.value?.view.name));
    const readAgain = () => standing.value?.served !== false && rows.value?.again();
    let catchingUp = 0;
    const catchUp = () => {
      catchingUp ||= setTimeout(() => {
        catchingUp = 0;
        readAgain();
      }, CATCH_UP_MS);
    };
    const batches = usePoll(async () => {
      const name = rows.value?.view.name;
      return { name, runs: name ? (await getBatches(lab.name, name)).rows : [] };
    }, POLL_MS);
    const runs = computed(() => (batches.data.value?.name === rows.value?.view.name ? (batches.data.value?.runs ?? []) : []));
    watch(rows, batches.refresh);
    const outputs = usePoll(async () => (await getOutputs(lab.name)).rows, OUTPUTS_MS);
    const firing = lab.alerts?.length > 0 && usePoll(() => ask(`labs/${encodeURIComponent(lab.name)}/alerts?state=firing`), OUTPUTS_MS);
    watch(() => standing.value?.served, (served) => served && rows.value.again());
    watch(() => standing.value?.taken, catchUp); // encounters are not live
    watch(() => standing.value?.generation, catchUp); // a new definition may have come with it
    const live = useLive(
      () => liveUrl(lab.name, {
        view: rows.value?.view.meet ? null : rows.value?.view.name,
        stream: [...new Set([events.value.stream, ...(located ? [located.name] : [])])].join(','),
      }),
      {
        event: (list) => {
          events.value.take(list);
          if (located) arrived.value = list.filter((each) => each.stream === located.name).map((each) => each.event);
        },
        row: (list) => {
          const mine = list.filter((each) => each.view === rows.value?.view.name).map((each) => each.row);
          if (mine.length) rows.value.take(mine);
        },
        gap: (missed) => {
          events.value.gap(missed);
          catchUp();
        },
        again: () => {
          events.value.load();
          readAgain();
        },
      },
    );

    const chooseView = (name) => {
      if (name === rows.value.view.name) return;
      remember({ view: name, group: [], column: [] });
      rows.value = useViewRows(lab.name, named(lab.views, name));
      if (standing.value?.served !== false) rows.value.load();
      document.getElementById('views')?.scrollIntoView({ block: 'nearest' });
    };
    const chooseStream = (name) => {
      remember({ stream: name });
      events.value.stop();
      events.value = useEventList(lab.name, name);
    };
    onUnmounted(() => {
      events.value.stop();
      clearTimeout(catchingUp);
    });

    const notLoaded = () =>
      props.lab.streams.flatMap(({ name, files }) =>
        (files ?? []).filter(({ state }) => state === 'failed').map((file) =>
          trouble({ message: `${file.name} was not loaded into ${name}: ${file.detail}` })));

    const alerted = () => {
      const rows = (firing && firing.data.value?.rows) || [];
      return rows.length > 0 && h('p', { class: 'note warn', role: 'status' }, h('a', { href: alertsLink(lab.name) },
        rows.length === 1 ? 'An alert is firing' : `${rows.length}${firing.data.value.after ? ' and more' : ''} alerts are firing`));
    };

    return () => [
      ...notLoaded(),
      alerted(),
      h(Way, { lab: props.lab, rates: props.rates, view: rows.value?.view.name, outputs: outputs.data.value ?? [], onView: chooseView }),
      located && h(MapPanel, { lab: props.lab, stream: located, arrived: arrived.value }),
      h('div', { class: 'columns' }, [
        rows.value
          ? h(ViewPanel, { views: props.lab.views, rows: rows.value, batches: runs.value, onView: chooseView })
          : h('section', { class: 'panel' }, empty('This lab has no views', h('p', 'Declare one under views: in its lab.yaml.'))),
        h(EventsPanel, { lab: lab.name, stream: stream.value, streams: lab.streams, list: events.value, live: live.status.value, onStream: chooseStream }),
      ]),
      standing.value &&
        h(LayersPanel, { lab: lab.name, view: standing.value, runs: runs.value, key: standing.value.name, onAsked: batches.refresh }),
      outputs.data.value?.length > 0 && h(OutputsPanel, { lab: lab.name, outputs: outputs.data.value, onAsked: outputs.refresh }),
      h(RejectsPanel, { list: rejects }),
      h(SendPanel, { lab: lab.name, stream: stream.value }),
    ];
  },
});

export const LabPage = defineComponent({
  name: 'LabPage',
  props: { name: { type: String, required: true } },
  setup(props) {
    const rates = shallowReactive({});
    const { data, problem } = usePoll(async () => {
      const lab = await getLab(props.name);
      for (const stream of lab.streams) {
        rates[stream.name] ??= new Rates('end');
        rates[stream.name].add({ end: sum(stream, 'end_offset'), next: sum(stream, 'next_offset') });
      }
      return lab;
    }, POLL_MS);
    watch(data, (lab) => {
      document.title = `${lab.title || lab.name} – DataLab`;
    });

    const head = () =>
      h('header', { class: 'page-head' }, [
        h('nav', { 'aria-label': 'Breadcrumb' }, [h('a', { href: '#/' }, 'Labs'), h('span', { 'aria-hidden': 'true' }, ' / '), h('span', props.name)]),
        h('h1', data.value?.title || props.name),
        data.value && labNav(props.name, 'lab', data.value),
        data.value && h('p', { class: 'muted' }, `Times are those of ${localZone()}; point at one to see it in UTC.`),
        data.value?.routes.length > 0 &&
          h('ul', { class: 'routes', 'aria-label': 'Routes of this lab' }, data.value.routes.map(({ method, path }) =>
            h('li', { key: method + path }, method === 'GET' && !path.includes('{')
              ? h('a', { href: path.slice(1) }, h('code', `${method} ${path}`))
              : h('code', `${method} ${path}`)))),
      ]);
    const body = () => {
      if (data.value) return h(LabBody, { lab: data.value, rates });
      if (problem.value?.status === 404) return empty('There is no such lab', h('p', problem.value.message), h('p', h('a', { href: '#/' }, 'See the labs there are')));
      return problem.value ? empty('Nothing to show yet', h('p', problem.value.message)) : loading();
    };
    return () => h('main', { id: 'main', tabindex: -1 }, [head(), body()]);
  },
});
