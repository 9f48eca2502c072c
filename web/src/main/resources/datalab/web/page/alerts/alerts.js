// Alerts: what fires now, when each held before, and what the lab watches.
import { computed, defineComponent, h, ref, shallowRef, watch } from '../vue.js';
import { ask } from '../api.js';
import { now } from '../clock.js';
import { labScreen } from '../components/lab-screen.js';
import { empty, loading, panelHead, since, time, trouble } from '../components/pieces.js';
import { duration, localZone, number } from '../format.js';
import { usePoll } from '../poll.js';
import { exploreLink, remember, route } from '../route.js';

const POLL_MS = 2_000;
const FIRING_MAX = 500;
const PAGE = 50;
const AROUND_MS = 600_000; // what Explore shows before and after an episode
const STATES = ['', 'firing', 'resolved', 'withdrawn'];
const TONES = { firing: 'bad', resolved: 'good', withdrawn: '' };

/** 'PT1H30M' as '1 h 30 min'. */
export function length(iso) {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(iso) ?? [];
  return duration((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000);
}

const groupText = (group) => Object.entries(group).map(([name, value]) => `${name}=${value}`).join(', ') || 'all';

/** What it watches, as a sentence. */
const condition = (alert) => {
  if (alert.silent) return ['nothing heard for ', length(alert.silent)];
  return [
    h('code', alert.when), alert.for && ` for ${length(alert.for)}`, alert.until && [', until ', h('code', alert.until)],
  ];
};

const AlertsOfLab = defineComponent({
  name: 'AlertsOfLab',
  props: { lab: { type: Object, required: true } },
  setup(props) {
    const { lab } = props;
    const path = `labs/${encodeURIComponent(lab.name)}/alerts`;
    const byName = new Map(lab.alerts.map((alert) => [alert.name, alert]));
    const asked = (name, allowed) => (allowed.includes(route.query.get(name)) ? route.query.get(name) : '');
    const only = ref({ state: asked('state', STATES), alert: asked('alert', [...byName.keys()]) });
    const firing = usePoll(() => ask(`${path}?state=firing&limit=${FIRING_MAX}`), POLL_MS);
    const older = shallowRef([]);
    const after = ref(null);

    const question = (more) => {
      const pairs = Object.entries({ ...only.value, limit: PAGE, after: more }).filter(([, value]) => value);
      return ask(`${path}?${new URLSearchParams(pairs)}`);
    };
    const newest = usePoll(() => question(null), POLL_MS);
    const choose = (name, value) => {
      only.value = { ...only.value, [name]: value };
      older.value = [];
      after.value = null;
      remember({ [name]: value || null });
      newest.refresh();
    };
    const more = async () => {
      const page = await question(after.value ?? newest.data.value.after);
      older.value = [...older.value, ...page.rows];
      after.value = page.after;
      ended.value = !page.after;
    };
    const ended = ref(false);
    watch(only, () => (ended.value = false));
    const episodes = computed(() => {
      const seen = new Map([...(newest.data.value?.rows ?? []), ...older.value].map((row) => [row.episode, row]));
      return [...seen.values()];
    });
    const hasMore = computed(() => newest.data.value?.after && !ended.value);

    const explore = (row) => {
      const alert = byName.get(row.alert);
      const isView = lab.views.some(({ name }) => name === alert.of);
      const keys = Object.entries(row.group).map(([name, value]) => [`key.${name}`, value]);
      const from = new Date(Date.parse(row.since) - AROUND_MS).toISOString();
      const to = new Date(row.until ? Date.parse(row.until) + AROUND_MS : now.value).toISOString();
      const query = new URLSearchParams([...keys, ['from', from], ['to', to]]);
      return `${exploreLink(lab.name, `${isView ? 'views' : 'streams'}/${alert.of}`)}&${query}`;
    };
    const lasted = (row) => duration((row.until ? Date.parse(row.until) : now.value) - Date.parse(row.since));
    const row = (one) =>
      h('tr', { key: one.episode }, [
        h('th', { scope: 'row' }, h('a', { href: explore(one) }, groupText(one.group))),
        h('td', one.title),
        h('td', h('span', { class: ['flag', TONES[one.state]] }, one.state)),
        h('td', time(one.since)),
        h('td', one.until ? time(one.until) : h('span', { class: 'muted' }, 'goes on')),
        h('td', { class: 'figure' }, one.state === 'withdrawn' ? '–' : lasted(one)),
        h('td', { class: 'figure' }, number(one.value)),
      ]);

    const firingList = () => {
      if (firing.problem.value && !firing.data.value) return trouble(firing.problem.value, firing.refresh);
      if (!firing.data.value) return loading();
      const rows = firing.data.value.rows;
      if (!rows.length) return empty('Nothing fires');
      return h('ul', { class: 'firing' }, rows.map((one) =>
        h('li', { key: one.episode }, [
          h('span', { class: 'flag bad' }, 'firing'),
          h('a', { href: explore(one) }, [h('strong', one.title), ` ${groupText(one.group)}`]),
          one.value !== null && h('span', { class: 'muted' }, number(one.value)),
          h('span', { class: 'muted' }, since(one.since)),
        ])));
    };
    const history = () => {
      if (newest.problem.value && !newest.data.value) return trouble(newest.problem.value, newest.refresh);
      if (!newest.data.value) return loading();
      if (!episodes.value.length) return empty('No alert has held yet');
      return [
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Episodes, the latest first' }, h('table', [
          h('thead', h('tr', [
            ...['Of', 'Alert', 'State', 'Since', 'Until'].map((text) => h('th', { scope: 'col' }, text)),
            ...['Lasted', 'Value'].map((text) => h('th', { scope: 'col', class: 'figure' }, text)),
          ])),
          h('tbody', episodes.value.map(row)),
        ])),
        hasMore.value && h('button', { type: 'button', class: 'control', onClick: more }, 'Show earlier ones'),
      ];
    };
    const chooser = (name, label, choices) =>
      h('label', { class: 'control' }, [
        h('span', { class: 'control-label' }, label),
        h('select', { value: only.value[name], onChange: (event) => choose(name, event.target.value) },
          choices.map(([value, text]) => h('option', { value }, text))),
      ]);

    return () => [
      h('section', { class: 'panel', 'aria-labelledby': 'firing-title' }, [
        panelHead('firing-title', 'Firing now'),
        h('div', { 'aria-live': 'polite' }, firingList()),
      ]),
      h('section', { class: 'panel', 'aria-labelledby': 'episodes-title' }, [
        panelHead('episodes-title', 'When each held'),
        h('p', { class: 'panel-about' }, `By all that is known now, late events too. Times are those of ${localZone()}.`),
        h('div', { class: 'controls' }, [
          chooser('alert', 'Alert', [['', 'all'], ...lab.alerts.map(({ name, title }) => [name, title])]),
          chooser('state', 'State', STATES.map((state) => [state, state || 'all'])),
        ]),
        history(),
      ]),
      h('section', { class: 'panel', 'aria-labelledby': 'watched-title' }, [
        panelHead('watched-title', 'What is watched'),
        h('dl', { class: 'watched' }, lab.alerts.map((alert) => [
          h('dt', { key: alert.name }, alert.title),
          h('dd', [
            condition(alert), ' in ', h('a', { href: exploreLink(lab.name, `${lab.views.some(({ name }) => name === alert.of) ? 'views' : 'streams'}/${alert.of}`) }, alert.of),
            alert.by.length > 0 && `, for each ${alert.by.join(' and ')}`,
          ]),
        ])),
        h('p', { class: 'muted' }, ['What was told is in the stream ', h('a', { href: exploreLink(lab.name, 'streams/alerts') }, 'alerts'), '.']),
      ]),
    ];
  },
});

export const AlertsPage = labScreen('alerts', 'Alerts', (lab) =>
  lab.alerts?.length
    ? h(AlertsOfLab, { lab, key: lab.name })
    : empty('This lab has no alerts', h('p', 'Declare one under alerts: in its lab.yaml, such as:'),
      h('pre', { tabindex: 0, 'aria-label': 'An example' }, h('code', 'alerts:\n  silent: {of: readings, silent: 15m}'))));
