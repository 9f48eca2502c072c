// The first page: the labs there are, what each takes and gives, and what no lab takes.
import { defineComponent, h, watch } from '../vue.js';
import { getLabs } from '../api.js';
import { count, rate } from '../format.js';
import { usePoll } from '../poll.js';
import { Rates } from '../rates.js';
import { useRejectList } from '../reject-list.js';
import { labLink } from '../route.js';
import { empty, loading, Snippet } from './pieces.js';
import { RejectsPanel } from './rejects-panel.js';
import { spark } from './spark.js';

const POLL_MS = 2_000;

const names = (list, none) => (list.length ? list.map((name) => h('span', { class: 'chip', key: name }, name)) : h('span', { class: 'muted' }, none));

export const HomePage = defineComponent({
  name: 'HomePage',
  setup() {
    const rates = new Map();
    const homeless = useRejectList(null);
    const { data, problem } = usePoll(async () => {
      const { labs } = await getLabs();
      for (const lab of labs) {
        if (!rates.has(lab.name)) rates.set(lab.name, new Rates('accepted'));
        rates.get(lab.name).add({ accepted: lab.accepted });
      }
      homeless.refresh();
      return labs;
    }, POLL_MS);
    watch(data, () => {
      document.title = 'DataLab';
    });

    const card = (lab) => {
      const perSecond = rates.get(lab.name)?.of('accepted') ?? 0;
      return h('li', { key: lab.name, class: 'card' }, [
        h('div', { class: 'card-head' }, [
          h('h2', h('a', { href: labLink(lab.name) }, lab.title || lab.name)),
          h('code', { class: 'muted small' }, lab.name),
        ]),
        h('dl', { class: 'takes' }, [
          h('div', [h('dt', 'takes'), h('dd', names(lab.streams, 'nothing'))]),
          h('div', [h('dt', 'gives'), h('dd', names(lab.views, 'its events'))]),
        ]),
        h('dl', { class: 'card-counts' }, [
          h('div', [h('dt', 'accepted'), h('dd', count(lab.accepted))]),
          h('div', { class: { bad: lab.rejected > 0 } }, [h('dt', 'rejected'), h('dd', count(lab.rejected))]),
          h('div', { class: { good: perSecond > 0 } }, [h('dt', 'events/s'), h('dd', rate(perSecond)), spark(rates.get(lab.name)?.history ?? [])]),
        ]),
      ]);
    };
    const body = () => {
      if (!data.value) return problem.value ? empty('Nothing to show yet', h('p', problem.value.message)) : loading();
      if (!data.value.length) {
        return h('section', { class: 'panel' }, empty('No labs yet', h('p', 'A lab is one folder with one file, lab.yaml. Make one and start it:'),
          h(Snippet, { text: './datalab new garden\n./datalab run' })));
      }
      return h('ul', { class: 'cards' }, data.value.map(card));
    };

    return () =>
      h('main', { id: 'main', tabindex: -1 }, [
        h('header', { class: 'page-head' }, [
          h('h1', 'Labs'),
          h('p', { class: 'muted' }, 'What comes in is kept, folded into views and shown as it happens.'),
        ]),
        body(),
        homeless.rows.value.length > 0 && h(RejectsPanel, { list: homeless, title: 'Refused: no lab takes these', retriable: false }),
      ]);
  },
});
