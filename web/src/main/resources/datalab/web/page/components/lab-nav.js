// The screens of one lab, to go from any to any.
import { h } from '../vue.js';
import { boardsLink, exploreLink, labLink, qualityLink, sqlLink, thingsLink } from '../route.js';

const SCREENS = [
  ['lab', 'Lab', labLink], ['explore', 'Explore', exploreLink], ['boards', 'Boards', boardsLink], ['things', 'Things', thingsLink],
  ['quality', 'Quality', qualityLink], ['sql', 'SQL', sqlLink],
];

/** Links to all of them; `word` names the one that is shown. */
export const labNav = (lab, word) =>
  h('nav', { class: 'lab-nav', 'aria-label': 'Screens of this lab' }, SCREENS.map(([name, text, link]) =>
    h('a', { key: name, href: link(lab), 'aria-current': name === word ? 'page' : undefined }, text)));
