// The outlines of the countries, from TopoJSON: arcs that neighbours share, in whole steps from point to point.
const HALF = 180;
const TURN = 360;

/** The arcs as lists of [latitude, longitude]. */
function arcsOf({ arcs, transform: { scale, translate } }) {
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [y * scale[1] + translate[1], x * scale[0] + translate[0]];
    });
  });
}

/** A ring of arcs; a negative number is an arc backwards, and each begins where the one before ended. */
const ringOf = (arcs, numbers) =>
  numbers.flatMap((number, i) => {
    const points = number < 0 ? arcs[~number].toReversed() : arcs[number];
    return i ? points.slice(1) : points;
  });

/** The same ring without jumps at the antimeridian; one around the pole is led along the edge of the map. */
function unrolled(ring) {
  let turns = 0;
  const points = ring.map(([latitude, longitude], i) => {
    const step = i ? longitude - ring[i - 1][1] : 0;
    if (Math.abs(step) > HALF) turns -= Math.sign(step);
    return [latitude, longitude + turns * TURN];
  });
  return turns ? [...points, [-90, points.at(-1)[1]], [-90, points[0][1]]] : points;
}

/** What of a ring lies on one side of a meridian: to its east (1) or to its west (-1). */
const cut = (ring, meridian, side) =>
  ring.flatMap((point, i) => {
    const before = ring.at(i - 1);
    const [inside, wasInside] = [point, before].map(([, longitude]) => side * (longitude - meridian) >= 0);
    if (inside === wasInside) return inside ? [point] : [];
    const share = (meridian - before[1]) / (point[1] - before[1]);
    const crossing = [before[0] + share * (point[0] - before[0]), meridian];
    return inside ? [crossing, point] : [crossing];
  });

/** Both parts of a polygon that reaches over the antimeridian, each on its side of the map. */
const halves = (rings, edge) => {
  const side = Math.sign(edge);
  return [rings.map((ring) => cut(ring, edge, -side)), shifted(rings, -side * TURN).map((ring) => cut(ring, -edge, side))];
};

const shifted = (rings, by) => rings.map((ring) => ring.map(([latitude, longitude]) => [latitude, longitude + by]));

/** Polygons of rings of [latitude, longitude]; one that crosses the antimeridian is cut there. */
export function polygonsOf(topology) {
  const arcs = arcsOf(topology);
  const polygons = topology.objects.countries.geometries
    .flatMap(({ type, arcs: rings }) => (type === 'Polygon' ? [rings] : rings))
    .map((rings) => rings.map((numbers) => unrolled(ringOf(arcs, numbers))));
  return polygons.flatMap((rings) => {
    const longitudes = rings[0].map(([, longitude]) => longitude);
    if (Math.max(...longitudes) > HALF + 1) return halves(rings, HALF);
    if (Math.min(...longitudes) < -HALF - 1) return halves(rings, -HALF);
    return [rings];
  });
}

/** Natural Earth's countries, generalised for maps of the world. */
export const countries = async () => polygonsOf(await (await fetch('page/map/countries-110m.json')).json());
