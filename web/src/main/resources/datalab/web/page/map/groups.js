// Positions that lie on top of each other at a zoom, as one mark with their number: so that hundreds stay legible.
const GROUP_FROM = 100; // so few are shown one by one
const CELL_PIXELS = 36;

/**
 * Map(id → {places: [[who, place]], latitude, longitude}) of the marks to draw; `pixel` gives {x, y} of a place at the zoom.
 * One that is chosen is never part of a group.
 */
export function groupsOf(latest, chosen, pixel) {
  const groups = new Map();
  for (const [who, place] of latest) {
    const { x, y } = latest.size > GROUP_FROM && who !== chosen ? pixel(place) : {};
    const id = x === undefined ? `one ${who}` : `${Math.floor(x / CELL_PIXELS)} ${Math.floor(y / CELL_PIXELS)}`;
    if (!groups.has(id)) groups.set(id, { places: [] });
    groups.get(id).places.push([who, place]);
  }
  for (const group of groups.values()) {
    const mean = (name) => group.places.reduce((sum, [, place]) => sum + place[name], 0) / group.places.length;
    Object.assign(group, { latitude: mean('latitude'), longitude: mean('longitude') });
  }
  return groups;
}
