// What lies below the positions: the tiles of a server where one is set, else outlines of countries and a grid of metres.
import { countries } from './outlines.js';

const GRID_ZOOM = 9; // from here on the outlines are too coarse to say anything
const GRID_PIXELS = 70;
const LINES_MAX = 60;
const METRES_A_DEGREE = 111_320;
const STEPS = [1, 2, 5];

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A round number of metres that is at least so many. */
function roundMetres(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * (STEPS.find((step) => step * power >= least) ?? 10);
}

function lines(from, to, step, line) {
  const first = Math.ceil(from / step);
  const count = Math.min(LINES_MAX, Math.floor(to / step) - first + 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => line((first + i) * step));
}

/** The lines of a grid whose squares measure a round number of metres. */
function gridLines(map) {
  const bounds = map.getBounds().pad(0.2);
  const [south, north, west, east] = [bounds.getSouth(), bounds.getNorth(), bounds.getWest(), bounds.getEast()];
  const parallel = Math.cos((Math.round(map.getCenter().lat) * Math.PI) / 180); // the same while one moves a little
  const metresAPixel = ((north - south) * METRES_A_DEGREE) / (map.getSize().y * 1.4);
  const degrees = roundMetres(metresAPixel * GRID_PIXELS) / METRES_A_DEGREE;
  return [
    ...lines(south, north, degrees, (latitude) => [[latitude, west], [latitude, east]]),
    ...lines(west, east, degrees / Math.max(parallel, 0.01), (longitude) => [[south, longitude], [north, longitude]]),
  ];
}

function outlined(L, map) {
  map.createPane('base').style.zIndex = 300; // below all else, whatever is drawn last
  const below = { renderer: L.canvas({ pane: 'base' }), interactive: false };
  const land = L.layerGroup().addTo(map);
  const grid = L.polyline([], { ...below, weight: 1 }).addTo(map);
  const restyle = () => {
    land.eachLayer((each) => each.setStyle({ color: css('--line-strong'), fillColor: css('--land') }));
    grid.setStyle({ color: css('--line') });
  };
  const update = () => {
    const close = map.getZoom() >= GRID_ZOOM;
    if (close) land.remove();
    else land.addTo(map);
    grid.setLatLngs(close ? gridLines(map) : []);
  };
  map.on('moveend', update);
  map.attributionControl.addAttribution('Outlines: Natural Earth');
  countries().then((polygons) => {
    polygons.forEach((rings) => land.addLayer(L.polygon(rings, { ...below, weight: 0.8, fillOpacity: 1 })));
    restyle();
    update();
  }, () => {}); // positions are worth showing without them
  return restyle;
}

/**
 * Puts a base map below; answers what to call when the colours of the page change.
 *
 * `tiles` {url, credit} of a tile server; null for none.
 */
export function addBaseMap(L, map, tiles) {
  if (!tiles) return outlined(L, map);
  L.tileLayer(tiles.url, {
    maxZoom: map.getMaxZoom(),
    maxNativeZoom: 19,
    attribution: escaped(tiles.credit),
    referrerPolicy: 'strict-origin-when-cross-origin', // tile servers want to know who asks
  }).addTo(map);
  return () => {};
}
