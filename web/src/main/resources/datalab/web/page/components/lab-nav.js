// The screens of one lab, to go from any to any.
import { defineComponent, h, ref } from '../vue.js';
import { getPageSettings } from '../api.js';
import { alertsLink, boardsLink, exploreLink, labLink, qualityLink, sqlLink, thingsLink, twinLink } from '../route.js';

const SCREENS = [
  ['lab', 'Lab', labLink], ['explore', 'Explore', exploreLink], ['boards', 'Boards', boardsLink], ['things', 'Things', thingsLink],
  ['quality', 'Quality', qualityLink], ['twin', 'Twin', twinLink], ['alerts', 'Alerts', alertsLink], ['sql', 'SQL', sqlLink],
];

const hasSql = ref(true); // until the server says otherwise

const LabNav = defineComponent({
  name: 'LabNav',
  props: { lab: { type: String, required: true }, word: { type: String, required: true }, hasModels: { type: Boolean, required: true } },
  setup(props) {
    getPageSettings().then(({ sql }) => (hasSql.value = sql !== false), () => {}); // without an answer the link stays, and its screen says why
    const isShown = { sql: () => hasSql.value, twin: () => props.hasModels };
    const shown = () => SCREENS.filter(([name]) => isShown[name]?.() ?? true);
    return () =>
      h('nav', { class: 'lab-nav', 'aria-label': 'Screens of this lab' }, shown().map(([name, text, link]) =>
        h('a', { key: name, href: link(props.lab), 'aria-current': name === props.word ? 'page' : undefined }, text)));
  },
});

/** Links to all that a lab has; `word` names the one that is shown, and `definition` is null until the lab is known. */
export const labNav = (lab, word, definition) => h(LabNav, { lab, word, hasModels: definition?.models?.length > 0 });
