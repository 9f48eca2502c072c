// A stream with positions on a map: where everybody is, one's track over a period, and whom they met.
import { computed, defineComponent, h, ref, shallowRef, watch } from '../vue.js';
import { getEvents, getNear, getPageSettings } from '../api.js';
import { count, duration, localTime } from '../format.js';
import { contactsOf, encountersOf } from '../map/encounters.js';
import { leaflet } from '../map/leaflet.js';
import { useMoment } from '../map/moment.js';
import { fieldsOf, namesOf, placeOf, usePositions } from '../map/positions.js';
import { remember, route } from '../route.js';
import { MapTime } from './map-time.js';
import { MapView } from './map-view.js';
import { MetPanel } from './met-panel.js';
import { empty, loading, panelHead, trouble } from './pieces.js';
import { TypedInput } from './typed-input.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PERIODS = [HOUR / 4, HOUR, 8 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR];
const WITHIN = [['', 'at any time'], ['1m', 'within 1 min'], ['5m', 'within 5 min'], ['15m', 'within 15 min'], ['1h', 'within 1 h']];
const TRACK_MAX = 5_000;
const CONTACTS_MAX = 30_000;
const AGAIN_MS = 10_000;

const collator = new Intl.Collator(undefined, { numeric: true });

/** A time as <input type="datetime-local"> has it: in the local zone, without one. */
const localText = (time) => new Date(time - new Date(time).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);

export const MapPanel = defineComponent({
  name: 'MapPanel',
  props: {
    lab: { type: Object, required: true },
    stream: { type: Object, required: true },
    arrived: { type: Array, required: true }, // the newest events of this stream, as they come
  },
  setup(props) {
    const { lab, stream } = props;
    const way = lab.routes.find((each) => each.near && each.stream === stream.name) ?? null;
    const who = way?.near.who ?? stream.key ?? stream.fields[0].name;
    const field = stream.fields.find(({ name }) => name === who);
    const positions = usePositions(lab.name, stream, who);
    const moment = who === stream.key ? useMoment(lab.name, stream, who, positions.newest, Date.parse(route.query.get('at') ?? '') || null) : null;
    const shown = computed(() => (moment && moment.at.value !== null ? moment.shown.value : positions.latest.value));
    const names = shallowRef(new Map());
    const tiles = shallowRef(undefined); // undefined until it is known
    const view = ref(null);
    const typed = (text) => (field?.type === 'integer' || field?.type === 'number' ? Number(text) : text);
    const chosen = ref(route.query.has('who') ? typed(route.query.get('who')) : null);
    const other = ref(null);
    const period = ref(8 * HOUR); // 0: from and to as they were typed
    const range = ref({ from: 0, to: 0 });
    const distance = ref(way?.near.distance ?? 5);
    const within = ref('5m');
    const track = shallowRef([]);
    const contacts = shallowRef([]);
    const partial = ref(false); // the track
    const metUntil = ref(null); // the last contact, where there are more
    const asking = ref(false);
    const problem = ref(null);
    let turn = 0;
    let askedAt = 0;
    const longGone = new Map();

    const label = (one) => (names.value.has(one) ? `${names.value.get(one)} (${one})` : `${who} ${one}`);
    const encounters = computed(() => encountersOf(contacts.value));
    const met = computed(() => contacts.value.filter((each) => other.value === null || each.who === other.value));
    const people = computed(() =>
      [...new Set([...positions.latest.value.keys(), ...names.value.keys(), ...(chosen.value === null ? [] : [chosen.value])])]
        .map((key) => ({ key, label: label(key) }))
        .sort((a, b) => collator.compare(a.label, b.label)));

    const places = async (times) => {
      const page = await getEvents(lab.name, stream.name, { [who]: chosen.value, ...times, order: 'desc', limit: TRACK_MAX, fields: fieldsOf(stream, who) });
      partial.value = page.after !== null;
      return page.rows.map((event) => placeOf(event, stream.position)).filter(Boolean).reverse();
    };
    const near = async ({ from, to }) => {
      if (!way) return { found: [], until: null };
      const { near: { from: fromName, to: toName } } = way;
      const times = { [fromName]: from, [toName]: to };
      const limit = Math.min(CONTACTS_MAX, way.near.max_rows);
      const answer = await getNear(way.path, chosen.value, {
        ...times, distance: distance.value, within: within.value || null, limit,
      });
      const found = contactsOf(answer, way.near, stream);
      return { found, until: answer.length < limit ? null : found.at(-1)?.time ?? null };
    };
    /** Asks for the track and the contacts; shows all of them where the map should move there. */
    const ask = async (moves) => {
      const mine = ++turn;
      askedAt = Date.now();
      if (chosen.value === null || !range.value.to) {
        track.value = [];
        contacts.value = [];
        metUntil.value = null;
        return;
      }
      asking.value = true;
      const times = { from: new Date(range.value.from).toISOString(), to: new Date(range.value.to).toISOString() };
      try {
        const [own, { found, until }] = await Promise.all([places(times), near(times)]);
        if (mine !== turn) return;
        track.value = own;
        contacts.value = found;
        metUntil.value = until;
        problem.value = null;
        if (moves) view.value?.fit(own);
      } catch (failure) {
        if (mine === turn) problem.value = failure;
      } finally {
        if (mine === turn) asking.value = false;
      }
    };
    /** When the chosen one was last seen, which may be long before the others were. */
    const lastSeen = async () => {
      const one = chosen.value;
      if (one !== null && !positions.latest.value.has(one) && !longGone.has(one)) {
        const { rows } = await getEvents(lab.name, stream.name, { [who]: one, order: 'desc', limit: 1 });
        longGone.set(one, rows.map((event) => placeOf(event, stream.position)?.time)[0]);
      }
      return positions.latest.value.get(one)?.time ?? longGone.get(one) ?? positions.newest.value;
    };
    /** Moves the period to where the chosen one was seen last, and asks. */
    const follow = async (moves) => {
      const one = chosen.value;
      askedAt = Date.now();
      if (period.value) {
        const end = await lastSeen().catch(() => positions.newest.value); // what is asked next says what is wrong
        if (one !== chosen.value || !period.value) return;
        if (end) range.value = { from: end - period.value, to: end + 1 };
      }
      await ask(moves);
    };
    const choose = (one) => {
      chosen.value = one;
      other.value = null;
      remember({ who: one });
      follow(true);
    };
    const changePeriod = (value) => {
      period.value = value;
      follow(true);
    };
    const changeRange = (change) => {
      const next = { ...range.value, ...change };
      if (Number.isNaN(next.from) || Number.isNaN(next.to) || next.from >= next.to) return;
      period.value = 0;
      range.value = next;
      ask(true);
    };
    const changeDistance = (value) => {
      if (!(value >= 0)) return;
      distance.value = Math.min(value, way.near.distance_max);
      ask(false);
    };

    leaflet().catch(() => {}); // it comes while positions are asked for; whoever draws with it says what went wrong
    getPageSettings().then((settings) => (tiles.value = settings.tiles), () => (tiles.value = null));
    namesOf(lab.name, lab.streams, field).then((found) => (names.value = found), () => {}); // numbers will do
    watch(() => props.arrived, (events) => positions.take(events));
    watch(positions.newest, (_, before) => {
      if (!before || Date.now() - askedAt > AGAIN_MS) follow(!before);
      if (!before) moment?.begin();
    });
    watch(() => moment?.at.value ?? null, (at) => remember({ at: at === null ? null : new Date(at).toISOString() }));

    const control = (text, input) => h('label', { class: 'control' }, [h('span', { class: 'control-label' }, text), input]);
    const select = (value, options, onChange) =>
      h('select', { value, onChange: (event) => onChange(event.target.value) }, options.map(([key, text]) => h('option', { value: key, key }, text)));
    const timeInput = (name, text) =>
      control(text, h('input', {
        type: 'datetime-local',
        value: localText(range.value[name]),
        onChange: (event) => changeRange({ [name]: new Date(event.target.value).getTime() }),
      }));
    const controls = () =>
      h('div', { class: 'controls map-controls' }, [
        control('Who', select(chosen.value === null ? '' : String(chosen.value), [['', 'everybody'], ...people.value.map((each) => [String(each.key), each.label])],
          (text) => choose(text === '' ? null : people.value.find((each) => String(each.key) === text).key))),
        chosen.value !== null && [
          control('Last', select(period.value, [...PERIODS.map((ms) => [ms, duration(ms)]), [0, 'from … to …']], (ms) => changePeriod(Number(ms)))),
          period.value === 0 && [timeInput('from', 'From'), timeInput('to', 'To')],
          way && [
            control('Metres', h(TypedInput, {
              type: 'number', min: 0, max: way.near.distance_max, step: 'any', value: distance.value,
              onTyped: (text) => changeDistance(Number(text)),
            })),
            control('Together', select(within.value, WITHIN, (text) => {
              within.value = text;
              ask(false);
            })),
          ],
          h('button', { type: 'button', class: 'control', onClick: () => view.value?.fit(track.value) }, 'Show all'),
        ],
      ]);
    const warning = (text) => h('p', { class: 'note warn', role: 'status' }, text);
    const legend = () =>
      h('ul', { class: 'map-legend' }, [
        h('li', { class: 'others' }, [h('span', { class: 'spot' }), moment && moment.at.value !== null ? `where they were at ${localTime(moment.at.value)}` : 'last seen']),
        chosen.value !== null && h('li', { class: 'chosen' }, [h('span', { class: 'line' }), `${label(chosen.value)}: ${count(track.value.length)} position${track.value.length === 1 ? '' : 's'}`]),
        chosen.value !== null && way && h('li', { class: 'met' }, [h('span', { class: 'spot' }), other.value === null ? 'others who were near' : label(other.value)]),
      ]);
    const map = () =>
      h('div', [
        h(MapView, {
          ref: view,
          latest: new Map(shown.value),
          chosen: chosen.value,
          track: track.value,
          met: met.value,
          label,
          tiles: tiles.value,
          title: `Map of ${stream.name}: ${count(shown.value.size)} positions`,
          onChoose: choose,
        }),
        moment && h(MapTime, { moment }),
        moment?.problem.value && trouble(moment.problem.value, moment.again),
        legend(),
      ]);
    const metPanel = () =>
      chosen.value !== null && way && h('div', { class: 'met-panel', 'aria-busy': asking.value }, h(MetPanel, {
        encounters: encounters.value,
        from: Math.max(range.value.from, track.value[0]?.time ?? 0),
        to: Math.min(range.value.to, track.value.at(-1)?.time ?? Infinity, metUntil.value ?? Infinity),
        label,
        other: other.value,
        onOther: (one) => (other.value = one),
        onShow: (encounter) => view.value?.fit(encounter.contacts),
      }));
    const body = () => {
      if (positions.state.value === 'failed') return trouble(positions.problem.value, positions.load);
      if (positions.state.value === 'loading' || tiles.value === undefined) return loading();
      if (!positions.latest.value.size) {
        return empty('No positions yet', h('p', `They appear here as soon as an event of ${stream.name} says where it was.`));
      }
      return [
        controls(),
        problem.value && trouble(problem.value, () => ask(true)),
        chosen.value !== null && partial.value && warning('There is more than is shown; choose a shorter period.'),
        chosen.value !== null && metUntil.value && warning(`So many were near that only those up to ${localTime(metUntil.value)} are shown; choose a shorter period.`),
        h('div', { class: ['map-body', { alone: chosen.value === null || !way }] }, [map(), metPanel()]),
      ];
    };

    return () =>
      h('section', { class: 'panel', 'aria-labelledby': 'map-title', id: 'map' }, [
        panelHead('map-title', 'Map'),
        h('p', { class: 'panel-about' }, `Where each ${who} of ${stream.name} was last seen; choose one to see where they were${way ? ' and who was near' : ''}.`),
        body(),
      ]);
  },
});
