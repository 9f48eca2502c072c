// Leaflet and the map's styles, loaded when the first map is shown: labs without positions do without them.
let loaded = null;

const style = (href) =>
  new Promise((resolve, reject) => {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'stylesheet', href, onload: resolve, onerror: () => reject(new Error(`${href} cannot be loaded.`)) });
    document.head.append(link);
  });

/** Leaflet's functions; asked again after a failure, it tries again. */
export function leaflet() {
  loaded ??= Promise.all([
    import('../../webjars/leaflet/dist/leaflet.js'),
    style('webjars/leaflet/dist/leaflet.css'),
    style('page/map/map.css'),
  ]).then(() => globalThis.L, (problem) => {
    loaded = null;
    throw problem;
  });
  return loaded;
}
