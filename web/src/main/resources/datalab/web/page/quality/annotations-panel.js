// People's own flags and notes of a stream: the list of them, and a form for one more.
import { defineComponent, h, nextTick, reactive, ref, watch } from '../vue.js';
import { icon } from '../components/icons.js';
import { empty, loading, panelHead, since, Snippet, trouble } from '../components/pieces.js';
import { meaningOf } from '../flags.js';
import { fromInput, toInput } from '../explore/zone.js';
import { localZone } from '../format.js';
import { about } from './about.js';
import { DECLARATION, rememberedAuthor } from './annotations.js';

const FLAGS = [['', 'only a note'], ['4', 'fail'], ['3', 'suspect'], ['1', 'pass'], ['9', 'missing']];

const blank = () => ({ id: null, event: null, key: '', field: '', begins: null, ends: null, flag: '', note: '', author: rememberedAuthor() });

export const AnnotationsPanel = defineComponent({
  name: 'AnnotationsPanel',
  props: {
    stream: { type: Object, required: true }, // that is spoken of
    list: { type: Object, default: null }, // null where the lab has no stream for them
    keys: { type: Array, required: true },
    proposed: { type: Object, default: null }, // what to annotate, as chosen elsewhere on the screen
  },
  setup(props) {
    const draft = reactive(blank());
    const outcome = ref(null);
    const busy = ref(false);
    const area = ref(null);

    const write = async (annotation) => {
      Object.assign(draft, blank(), annotation);
      outcome.value = null;
      await nextTick();
      area.value?.focus();
      area.value?.scrollIntoView({ block: 'center' });
    };
    watch(() => props.proposed, (proposed) => proposed && write(proposed));

    const doing = async (said, act) => {
      busy.value = true;
      try {
        await act();
        outcome.value = { good: true, message: said };
        return true;
      } catch (problem) {
        outcome.value = { good: false, message: problem.message };
        return false;
      } finally {
        busy.value = false;
      }
    };
    const save = async (event) => {
      event.preventDefault();
      if (!draft.flag && !draft.note.trim()) {
        outcome.value = { good: false, message: 'Choose a flag, or write a note.' };
        return;
      }
      const { id, begins, ends, flag, ...more } = draft;
      const annotation = {
        ...more,
        ...(id ? { id } : {}),
        begins: begins === null ? null : new Date(begins).toISOString(),
        ends: ends === null ? null : new Date(ends).toISOString(),
        flag: flag ? Number(flag) : null,
      };
      if (await doing('Kept.', () => props.list.save(annotation))) Object.assign(draft, blank());
    };
    const edit = (each) => write({
      ...each,
      begins: each.begins ? Date.parse(each.begins) : null,
      ends: each.ends ? Date.parse(each.ends) : null,
      flag: each.flag ? String(each.flag) : '',
      key: each.key ?? '',
      field: each.field ?? '',
      note: each.note ?? '',
      author: each.author ?? '',
    });

    const control = (label, input) => h('label', { class: 'control' }, [h('span', { class: 'control-label' }, label), input]);
    const text = (name, more = {}) => h('input', { value: draft[name], onInput: (event) => (draft[name] = event.target.value), ...more });
    const select = (name, options) =>
      h('select', { value: draft[name], onChange: (event) => (draft[name] = event.target.value) },
        options.map(([value, label]) => h('option', { value, key: value }, label)));
    const moment = (name) =>
      h('input', {
        type: 'datetime-local',
        value: draft[name] === null ? '' : toInput(draft[name], localZone()),
        onChange: (event) => (draft[name] = fromInput(event.target.value, localZone())),
      });
    const form = () =>
      h('form', { class: 'annotate', onSubmit: save }, [
        h('h3', draft.id ? 'Change it' : 'Flag or note'),
        h('div', { class: 'controls' }, [
          props.stream.key && control(props.stream.key, text('key', { list: 'annotated-keys', placeholder: 'every one' })),
          props.stream.key && h('datalist', { id: 'annotated-keys' }, props.keys.map((key) => h('option', { value: key, key }))),
          control('Field', select('field', [['', 'all'], ...props.stream.fields.map(({ name }) => [name, name])])),
          draft.event
            ? h('span', { class: 'control' }, [h('span', { class: 'control-label' }, 'Event'), h('code', draft.event)])
            : [control('From', moment('begins')), control('To', moment('ends'))],
          control('Flag', select('flag', FLAGS)),
        ]),
        h('label', { class: 'sr-only', for: 'note' }, 'Note'),
        h('textarea', {
          id: 'note', ref: area, rows: 3, maxlength: 2000, placeholder: 'What is the matter: the sensor was in the sun, the cable was loose …',
          value: draft.note, onInput: (event) => (draft.note = event.target.value),
        }),
        h('div', { class: 'actions' }, [
          control('Your name', text('author', { maxlength: 100, autocomplete: 'name' })),
          h('button', { type: 'submit', class: 'primary', disabled: busy.value }, [icon('send'), 'Keep it']),
          (draft.id || draft.event) && h('button', { type: 'button', class: 'quiet', onClick: () => Object.assign(draft, blank()) }, 'Cancel'),
          h('span', { class: ['small', outcome.value?.good ? 'good' : 'bad'], role: 'status' }, outcome.value?.message),
        ]),
      ]);

    const row = (each) => {
      const flag = meaningOf(each.flag);
      return h('li', { key: each.id, class: 'annotation' }, [
        h('p', [flag && h('span', { class: ['flag', flag.tone] }, flag.text), ' ', about(each)]),
        each.note && h('p', { class: 'annotation-note' }, each.note),
        h('p', { class: 'muted small' }, [each.author ? `${each.author}, ` : '', since(each._time)]),
        h('div', { class: 'actions' }, [
          h('button', { type: 'button', class: 'quiet', onClick: () => edit(each) }, [icon('edit'), 'Change']),
          h('button', { type: 'button', class: 'quiet', disabled: busy.value, onClick: () => doing('Withdrawn.', () => props.list.withdraw(each)) }, 'Withdraw'),
        ]),
      ]);
    };
    const list = () => {
      if (props.list.state.value === 'failed') return trouble(props.list.problem.value, props.list.load);
      if (props.list.state.value === 'loading') return loading();
      return props.list.all.value.length
        ? h('ul', { class: 'annotations', tabindex: 0, role: 'list', 'aria-label': `Flags and notes of ${props.stream.name}` }, props.list.all.value.map(row))
        : h('p', { class: 'muted' }, 'Nobody has flagged or noted anything yet.');
    };
    const body = () =>
      props.list
        ? h('div', { class: 'annotate-body' }, [form(), list()])
        : empty('This lab has no stream for them yet', h('p', 'Put this under streams: in its lab.yaml and start DataLab again:'), h(Snippet, { text: DECLARATION, label: 'declaration' }));

    return () =>
      h('section', { class: 'panel', 'aria-labelledby': 'annotations-title', id: 'annotations' }, [
        panelHead('annotations-title', 'Flags and notes of people'),
        h('p', { class: 'panel-about' }, 'Each is kept as an event beside the data, which it leaves as they are.'),
        body(),
      ]);
  },
});
