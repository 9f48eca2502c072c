// A map by Leaflet: everybody's latest position, one's track, and where others were near.
import { defineComponent, h, onMounted, onUnmounted, ref, shallowRef, watch } from '../vue.js';
import { localTime } from '../format.js';
import { addBaseMap } from '../map/base-map.js';
import { groupsOf } from '../map/groups.js';
import { leaflet } from '../map/leaflet.js';
import { dark } from '../scheme.js';
import { trouble } from './pieces.js';

const ZOOM_MAX = 22;
const FIT_ZOOM_MAX = 21;
const MET_MAX = 5_000;
const NAMES_SHOWN = 8;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const point = ({ latitude, longitude }) => [latitude, longitude];

/** A text as an element: Leaflet takes strings for HTML, and names come from anybody. */
const text = (content) => Object.assign(document.createElement('span'), { textContent: content });

const namesOf = (labels) => (labels.length > NAMES_SHOWN ? `${labels.slice(0, NAMES_SHOWN).join(', ')} and ${labels.length - NAMES_SHOWN} more` : labels.join(', '));

/** Makes the layers above the base map; {draw(props)}. */
function layers(L, map, choose) {
  const [met, track, everybody] = [L.layerGroup(), L.layerGroup(), L.layerGroup()];
  [met, track, everybody].forEach((layer) => layer.addTo(map));
  const markers = new Map();

  const spot = (place, colour, radius, label, more) => {
    const style = { radius, weight: 1, color: css('--panel'), fillColor: colour, fillOpacity: 0.9, ...more };
    return L.circleMarker(point(place), style).bindTooltip(() => text(label()));
  };
  const drawTrack = (places) => {
    track.clearLayers();
    if (!places.length) return;
    const colour = css('--series-2');
    track.addLayer(L.polyline(places.map(point), { color: colour, weight: 2, opacity: 0.75, interactive: false }));
    places.forEach((place) => track.addLayer(spot(place, colour, 3, () => localTime(place.time))));
  };
  const drawMet = (contacts, label) => {
    met.clearLayers();
    const colour = css('--series-4');
    const step = Math.ceil(contacts.length / MET_MAX); // of so many, some show as well where they were
    contacts.filter((_, i) => i % step === 0).forEach((each) =>
      met.addLayer(spot(each, colour, 4, () => `${label(each.who)}, ${localTime(each.time)}`, { stroke: false, fillOpacity: 0.45 })));
  };
  const single = (group, chosen, label) => {
    const who = group.places[0][0];
    const mine = who === chosen;
    const faint = chosen !== null && !mine;
    const marker = spot(group, css(mine ? '--series-2' : '--accent'), mine ? 8 : 5.5, () => `${label(who)}, ${localTime(group.places[0][1].time)}`,
      { fillOpacity: faint ? 0.35 : 0.9, opacity: faint ? 0.35 : 1 });
    return marker.on('click', () => choose(who));
  };
  const several = (group, faint, label) => {
    const size = Math.round(20 + 6 * Math.log10(group.places.length));
    const html = text(String(group.places.length));
    const marker = L.marker(point(group), { icon: L.divIcon({ className: `cluster${faint ? ' faint' : ''}`, html, iconSize: [size, size] }), keyboard: false });
    marker.bindTooltip(() => text(namesOf(group.places.map(([who]) => label(who)))));
    return marker.on('click', () => map.fitBounds(group.places.map(([, place]) => point(place)), { maxZoom: FIT_ZOOM_MAX, padding: [48, 48] }));
  };
  /** Marks that show the same as before stay as they are, and so does a tooltip that is open. */
  const drawEverybody = (latest, chosen, label) => {
    const groups = groupsOf(latest, chosen, (place) => map.project(point(place), map.getZoom()));
    for (const [id, { layer }] of markers) {
      if (groups.has(id)) continue;
      everybody.removeLayer(layer);
      markers.delete(id);
    }
    for (const [id, group] of groups) {
      const shows = JSON.stringify([group.latitude, group.longitude, group.places.map(([who, { time }]) => [who, time]), chosen, dark.value]);
      if (markers.get(id)?.shows === shows) continue;
      if (markers.has(id)) everybody.removeLayer(markers.get(id).layer);
      const layer = group.places.length === 1 ? single(group, chosen, label) : several(group, chosen !== null, label);
      everybody.addLayer(layer);
      markers.set(id, { shows, layer });
    }
    markers.get(`one ${chosen}`)?.layer.bringToFront();
  };
  return { drawTrack, drawMet, drawEverybody };
}

export const MapView = defineComponent({
  name: 'MapView',
  props: {
    latest: { type: Map, required: true }, // who → {latitude, longitude, time}
    chosen: { default: null },
    track: { type: Array, required: true },
    met: { type: Array, required: true },
    label: { type: Function, required: true },
    tiles: { type: Object, default: null },
    title: { type: String, required: true },
  },
  emits: ['choose'],
  setup(props, { emit, expose }) {
    const place = ref(null);
    const problem = shallowRef(null);
    let map = null;
    let drawn = null;
    let restyle = () => {};
    let fitted = false;
    const stops = [];

    /** Shows all of some places. */
    const fit = (places) => {
      if (map && places.length) {
        map.invalidateSize();
        map.fitBounds(places.map(point), { maxZoom: FIT_ZOOM_MAX, padding: [24, 24], animate: false });
      }
    };
    const draw = () => {
      drawn.drawEverybody(props.latest, props.chosen, props.label);
      if (!fitted && props.latest.size) {
        fitted = true;
        fit([...props.latest.values()]);
      }
    };
    const follow = () => {
      const redraw = () => {
        drawn.drawMet(props.met, props.label); // what is drawn later lies on top
        drawn.drawTrack(props.track);
        draw();
      };
      redraw();
      stops.push(
        watch(() => [[...props.latest.values()], props.chosen], draw, { flush: 'post' }),
        watch(() => [props.track, props.met], redraw, { flush: 'post' }),
        watch(dark, () => {
          restyle();
          redraw();
        }, { flush: 'post' }),
      );
    };
    const start = async () => {
      try {
        problem.value = null;
        const L = await leaflet();
        if (!place.value) return;
        map = L.map(place.value, { preferCanvas: true, maxZoom: ZOOM_MAX, minZoom: 1, zoomSnap: 0.5, scrollWheelZoom: false });
        map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
        map.setView([20, 0], 1.5);
        map.on('focus', () => map.scrollWheelZoom.enable()); // so that scrolling the page goes past the map
        map.on('blur', () => map.scrollWheelZoom.disable());
        L.control.scale({ imperial: false }).addTo(map);
        restyle = addBaseMap(L, map, props.tiles);
        drawn = layers(L, map, (who) => emit('choose', who));
        map.on('zoomend', () => drawn.drawEverybody(props.latest, props.chosen, props.label));
        follow();
      } catch (failure) {
        problem.value = failure;
      }
    };
    const resized = new ResizeObserver(() => map?.invalidateSize());

    onMounted(() => {
      resized.observe(place.value);
      start();
    });
    onUnmounted(() => {
      resized.disconnect();
      stops.forEach((stop) => stop());
      map?.remove();
    });
    expose({ fit });
    return () => [
      problem.value && trouble(problem.value, start),
      h('div', {
        ref: place,
        class: ['map', { dark: dark.value }],
        role: 'region',
        'aria-label': props.title,
        'data-positions': props.latest.size,
        'data-track': props.track.length,
        'data-met': props.met.length,
      }),
    ];
  },
});
