// A screen of one lab beside its page: its head, the lab once it is known, and what is wrong where it is not.
import { defineComponent, h, ref, shallowRef } from '../vue.js';
import { getLab } from '../api.js';
import { labLink } from '../route.js';
import { labNav } from './lab-nav.js';
import { loading, trouble } from './pieces.js';

/** A page component: `word` names it in the path, `title` before the lab's in the heading, `body` shows it for the lab. */
export const labScreen = (word, title, body) =>
  defineComponent({
    name: `LabScreen-${word}`,
    props: { name: { type: String, required: true } },
    setup(props) {
      const lab = shallowRef(null);
      const problem = ref(null);
      const heading = () => `${title}: ${lab.value?.title || props.name}`;
      const load = async () => {
        problem.value = null;
        try {
          lab.value = await getLab(props.name);
          document.title = `${heading()} – DataLab`;
        } catch (trouble) {
          problem.value = trouble;
        }
      };
      load();
      const shown = () => {
        if (problem.value) return trouble(problem.value, load);
        return lab.value ? body(lab.value) : loading();
      };
      const between = () => h('span', { 'aria-hidden': 'true' }, ' / ');
      return () =>
        h('main', { id: 'main', tabindex: -1 }, [
          h('header', { class: 'page-head' }, [
            h('nav', { 'aria-label': 'Breadcrumb' }, [
              h('a', { href: '#/' }, 'Labs'), between(), h('a', { href: labLink(props.name) }, props.name), between(), h('span', word),
            ]),
            h('h1', heading()),
            labNav(props.name, word, lab.value),
          ]),
          shown(),
        ]);
    },
  });
