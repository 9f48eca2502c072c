// What could not become an event, with the reason, newest first.
import { defineComponent, h } from '../vue.js';
import { empty, loading, panelHead, trouble } from './pieces.js';
import { RejectCard } from './reject-card.js';

export const RejectsPanel = defineComponent({
  name: 'RejectsPanel',
  props: {
    list: { type: Object, required: true },
    title: { type: String, default: 'Rejects' },
    retriable: { type: Boolean, default: true },
  },
  setup(props) {
    const body = () => {
      const { list } = props;
      if (list.state.value === 'loading') return loading();
      if (list.state.value === 'failed') return trouble(list.problem.value, list.refresh);
      if (!list.rows.value.length) {
        return empty('Nothing was refused', h('p', 'What cannot become an event is kept here with its bytes and the reason, to be sent again.'));
      }
      return [
        h('ul', { class: 'rejects' }, list.rows.value.map((reject) =>
          h(RejectCard, { key: reject.id, reject, retry: props.retriable ? list.retry : null }))),
        list.after.value &&
          h('button', { type: 'button', class: 'control more', onClick: list.older }, 'Older ones'),
      ];
    };
    return () =>
      h('section', { class: 'panel', 'aria-labelledby': 'rejects-title', id: 'rejects' }, [
        panelHead('rejects-title', props.title),
        body(),
      ]);
  },
});
