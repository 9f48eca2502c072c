// Questions in SQL to a lab's data: an editor, the tables and columns beside it, the answer as a table or a file.
import { defineComponent, h, nextTick, onUnmounted, ref, shallowRef } from '../vue.js';
import { askSql, downloadSql, getSqlTables } from '../api.js';
import { labScreen } from '../components/lab-screen.js';
import { empty, loading, trouble } from '../components/pieces.js';
import { remember, route } from '../route.js';
import { placeOf, pointedAt, quoted } from './place.js';

const NUMBERS = ['int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'oid'];
const FILES = { csv: 'CSV', ndjson: 'NDJSON' };

const example = (tables) => (tables.length ? `select * from ${quoted(tables[0].name)} limit 100` : 'select 1');

const shown = (value) => {
  if (value === null) return h('span', { class: 'sql-null' }, 'null');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const Tables = defineComponent({
  name: 'SqlTables',
  props: { tables: { type: Array, required: true } },
  emits: ['insert'],
  setup(props, { emit }) {
    const name = (text) =>
      h('button', { type: 'button', class: 'sql-name', title: `Put ${text} into the question`, onClick: () => emit('insert', quoted(text)) }, text);
    return () =>
      h('section', { class: 'panel sql-tables scroll', 'aria-labelledby': 'sql-tables', tabindex: 0 }, [
        h('h2', { id: 'sql-tables' }, 'Tables and columns'),
        ...props.tables.map((table, i) =>
          h('details', { key: table.name, open: i === 0 }, [
            h('summary', table.name),
            h('p', { class: 'small muted' }, [name(table.name), table.kind === 'view' ? ' a view' : ' a table', table.comment ? `, ${table.comment}` : '']),
            h('ul', table.columns.map((column) =>
              h('li', { key: column.name }, [name(column.name), h('span', { class: 'muted small' }, ` ${column.type}${column.unit ? `, ${column.unit}` : ''}`)]))),
          ])),
      ]);
  },
});

const Answer = (answer, ms) =>
  h('div', [
    h('p', { class: 'muted small sql-count' }, `${answer.rows.length} ${answer.rows.length === 1 ? 'row' : 'rows'} in ${ms} ms`),
    answer.truncated && h('p', { class: 'note warn' }, 'There are more rows than this page shows; a download has them all.'),
    h('div', { class: 'scroll sql-answer', tabindex: 0, role: 'region', 'aria-label': 'Rows of the answer' }, [
      h('table', [
        h('thead', h('tr', answer.columns.map(({ name, type }) =>
          h('th', { scope: 'col', title: type, class: NUMBERS.includes(type) ? 'figure' : null }, name)))),
        h('tbody', answer.rows.map((row) => h('tr', row.map((value, i) =>
          h('td', { class: NUMBERS.includes(answer.columns[i].type) ? 'figure' : null }, shown(value)))))),
      ]),
    ]),
  ]);

const SqlOfLab = defineComponent({
  name: 'SqlOfLab',
  props: { lab: { type: Object, required: true } },
  setup(props) {
    const { lab } = props;
    const tables = shallowRef(null);
    const off = shallowRef(null);
    const sql = ref(route.query.get('q') ?? '');
    const answer = shallowRef(null);
    const problem = shallowRef(null);
    const asking = ref(null);
    const took = ref(0);
    const editor = ref(null);

    const load = async () => {
      off.value = null;
      try {
        tables.value = (await getSqlTables(lab.name)).tables;
        sql.value ||= example(tables.value);
      } catch (trouble) {
        off.value = trouble;
      }
    };
    load();

    const stop = () => asking.value?.abort();
    onUnmounted(stop);

    const refused = async (trouble) => {
      problem.value = trouble;
      const { position } = trouble.more;
      if (!position) return;
      await nextTick();
      const { index } = placeOf(sql.value, position);
      editor.value?.focus();
      editor.value?.setSelectionRange(index, index + 1);
    };

    const working = async (work) => {
      if (asking.value || !sql.value.trim()) return;
      const control = new AbortController();
      asking.value = control;
      problem.value = null;
      remember({ q: sql.value });
      try {
        await work(control.signal);
      } catch (trouble) {
        if (!control.signal.aborted) await refused(trouble);
      } finally {
        asking.value = null;
      }
    };
    const ask = () => working(async (signal) => {
      const began = performance.now();
      answer.value = await askSql(lab.name, sql.value, signal);
      took.value = Math.round(performance.now() - began);
    });
    const download = (format) => working(async () => save(await downloadSql(lab.name, sql.value, format), `${lab.name}.${format}`));

    const insert = (text) => {
      const area = editor.value;
      area.focus();
      area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
      sql.value = area.value;
    };
    const key = (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      ask();
    };

    const wrong = () => {
      const { position, hint } = problem.value.more;
      const place = position && placeOf(sql.value, position);
      return h('div', { class: 'sql-problem', role: 'alert' }, [
        h('p', { class: 'note bad' }, place ? `Line ${place.line}, column ${place.column}: ${problem.value.message}` : problem.value.message),
        place && h('pre', { 'aria-hidden': 'true' }, pointedAt(place)),
        hint && h('p', { class: 'muted' }, hint),
      ]);
    };
    const question = () =>
      h('section', { class: 'panel', 'aria-label': 'Question' }, [
        h('label', { class: 'control-label', for: 'sql' }, 'One query that reads this lab; Ctrl+Enter asks it'),
        h('textarea', {
          id: 'sql', ref: editor, class: 'sql-editor', spellcheck: false, autocapitalize: 'off', value: sql.value,
          'aria-invalid': problem.value ? 'true' : null, onInput: (event) => (sql.value = event.target.value), onKeydown: key,
        }),
        h('div', { class: 'sql-tools' }, [
          asking.value
            ? h('button', { type: 'button', class: 'control', onClick: stop }, 'Give up')
            : h('button', { type: 'button', class: 'primary', disabled: !sql.value.trim(), onClick: ask }, 'Ask'),
          ...Object.entries(FILES).map(([format, label]) =>
            h('button', { type: 'button', class: 'control', disabled: Boolean(asking.value), onClick: () => download(format) }, `Download ${label}`)),
          h('span', { class: 'muted small', role: 'status' }, asking.value ? 'Asking…' : ''),
        ]),
        problem.value && wrong(),
        answer.value && Answer(answer.value, took.value),
      ]);

    return () => {
      if (off.value?.status === 404) return empty('There is no SQL here', h('p', off.value.message));
      if (off.value) return trouble(off.value, load);
      return tables.value ? h('div', { class: 'sql' }, [question(), h(Tables, { tables: tables.value, onInsert: insert })]) : loading();
    };
  },
});

export const SqlPage = labScreen('sql', 'SQL', (lab) => h(SqlOfLab, { lab }));
