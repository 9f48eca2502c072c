// The place in the page, kept in the address after the hash: #/labs/sensors?view=per_minute&group=…
import { reactive } from './vue.js';

const parse = () => {
  const [path, query = ''] = location.hash.replace(/^#/, '').split('?');
  const parts = path.split('/').filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { parts, query: new URLSearchParams(query) };
};

export const route = reactive(parse());

addEventListener('hashchange', () => Object.assign(route, parse()));

export const labLink = (lab) => `#/labs/${encodeURIComponent(lab)}`;

export const sqlLink = (lab) => `${labLink(lab)}/sql`;

export const thingsLink = (lab) => `${labLink(lab)}/things`;

export const qualityLink = (lab) => `${labLink(lab)}/quality`;

export const alertsLink = (lab) => `${labLink(lab)}/alerts`;

export const twinLink = (lab) => `${labLink(lab)}/twin`;

export const boardsLink = (lab) => `${labLink(lab)}/boards`;

/** Where a stream or view is explored, such as 'views/per_minute'. */
export const exploreLink = (lab, of) => `${labLink(lab)}/explore${of ? `?of=${encodeURIComponent(of)}` : ''}`;

/** Notes a choice in the address without a new entry in the history, so that a link shows the same. */
export function remember(choices) {
  const query = new URLSearchParams(route.query);
  for (const [name, value] of Object.entries(choices)) {
    query.delete(name);
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined) query.append(name, one);
    }
  }
  const text = query.toString();
  const path = route.parts.map(encodeURIComponent).join('/');
  history.replaceState(null, '', `#/${path}${text ? `?${text}` : ''}`);
  route.query = query;
}
