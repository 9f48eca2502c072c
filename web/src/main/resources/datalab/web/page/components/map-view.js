// A map by Leaflet: everybody's latest position, one's track, and where others were near.
import { defineComponent, h, onMounted, onUnmounted, ref, shallowRef, watch } from '../vue.js';
import { localTime } from '../format.js';
import { addBaseMap } from '../map/base-map.js';
import { leaflet } from '../map/leaflet.js';
import { dark } from '../scheme.js';
import { trouble } from './pieces.js';

const ZOOM_MAX = 22;
const FIT_ZOOM_MAX = 21;
const MET_MAX = 5_000;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const point = ({ latitude, longitude }) => [latitude, longitude];

/** A text as an element: Leaflet takes strings for HTML, and names come from anybody. */
const text = (content) => Object.assign(document.createElement('span'), { textContent: content });

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
  const drawEverybody = (latest, chosen, label) => {
    for (const [who, marker] of markers) {
      if (latest.has(who)) continue;
      everybody.removeLayer(marker);
      markers.delete(who);
    }
    for (const [who, place] of latest) {
      if (!markers.has(who)) {
        const marker = spot(place, '', 5.5, () => `${label(who)}, ${localTime(latest.get(who)?.time)}`);
        marker.on('click', () => choose(who));
        everybody.addLayer(marker);
        markers.set(who, marker);
      }
      const mine = who === chosen;
      const faint = chosen !== null && !mine;
      markers.get(who).setLatLng(point(place)).setRadius(mine ? 8 : 5.5).setStyle({
        color: css('--panel'),
        fillColor: css(mine ? '--series-2' : '--accent'),
        fillOpacity: faint ? 0.35 : 0.9,
        opacity: faint ? 0.35 : 1,
      });
    }
    markers.get(chosen)?.bringToFront();
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
