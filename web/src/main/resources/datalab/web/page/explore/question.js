// A question as the address has it, as DataLab is asked it, and as other tools ask the same.
const DAY = 86_400_000;
export const PERIODS = [['1 h', DAY / 24], ['1 day', DAY], ['1 week', 7 * DAY], ['1 month', 30 * DAY], ['1 year', 365 * DAY]];

export const LAYERS_MAX = 3;

export const iso = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** The parameters that choose rows, as pairs of names and values: the same for charts, downloads and code. */
export function parameters(source, { from, to, keys }) {
  const pairs = [['from', iso(from)], ['to', iso(to)]];
  for (const name of source.keys) {
    for (const value of keys[name] ?? []) pairs.push([`${name}.is`, value]);
  }
  return pairs;
}

const query = (pairs) => pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

/** What the chart asks for: about so many points of each key. */
export const chartPath = (source, question, points) =>
  `${source.path}?${query([
    ...parameters(source, question),
    ['fields', [...source.keys, source.time, ...question.columns, ...(source.hasFlags ? ['_flags'] : [])].join(',')],
    ['points', points],
  ])}`;

/** The parameters of rows merged into larger windows, from the first to the last that the period touches. */
const merging = (source, question, everyMs) => {
  const whole = { ...question, from: Math.floor(question.from / everyMs) * everyMs, to: Math.ceil(question.to / everyMs) * everyMs };
  return [...parameters(source, whole), ['every', `${everyMs / 1_000}s`]];
};

export const mergedPath = (source, question, everyMs) =>
  `${source.path}?${query([
    ...merging(source, question, everyMs),
    ['fields', [...source.keys, source.time, ...question.columns].join(',')],
  ])}`;

/** All rows of a question; merged ones where a length of windows is given. */
export const exportPath = (source, question, format, everyMs = 0) =>
  `${source.path}/export?${query([
    ...(everyMs ? merging(source, question, everyMs) : parameters(source, question)),
    ['format', format],
  ])}`;

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
const shell = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
const named = (text) => `"${String(text).replaceAll('"', '""')}"`;

/** The same question for other tools: [{name, text}]. */
export function asCode(source, question) {
  const url = new URL(exportPath(source, question, 'csv'), location.href.split('#')[0]).href;
  const columns = [...source.keys, source.time, ...question.columns];
  const conditions = [
    `${named(source.time)} >= ${quoted(iso(question.from))}`,
    `${named(source.time)} < ${quoted(iso(question.to))}`,
    ...source.keys.filter((name) => question.keys[name]?.length).map((name) => `${named(name)} in (${question.keys[name].map(quoted).join(', ')})`),
  ];
  return [
    { name: 'curl', text: `curl -OJ ${shell(url)}` },
    {
      name: 'SQL',
      text: `select ${columns.map(named).join(', ')}\nfrom ${source.sql}\nwhere ${conditions.join('\n  and ')}\norder by ${named(source.time)};`,
    },
    {
      name: 'pandas',
      text: `import pandas as pd\n\nrows = pd.read_parquet(\n    ${JSON.stringify(url.replace('format=csv', 'format=parquet'))}\n)`,
    },
  ];
}

/** A layer's own question: its column, in the period and of the keys of the chart that it lies over, with the window in which that begins. */
export const layerQuestion = (layer, { from, to, keys }) => ({
  from: from - layer.source.everyMs, to, columns: [layer.column], keys: Object.fromEntries(layer.source.keys.map((name) => [name, keys[name] ?? []])),
});

const layerText = ({ source, column }) => `${source.id} ${column}`;

/** 'views/hourly mean' as {source, column}; null where there is none such. */
export function layerOf(text, sources) {
  const source = sources.find(({ id }) => text.startsWith(`${id} `));
  const column = source?.columns.find(({ name }) => name === text.slice(source.id.length + 1));
  return column ? { source, column: column.name } : null;
}

/** All layers that there could be over a chart: [{key, label}]. */
export const layersPossible = (sources) =>
  sources.flatMap((source) => source.columns.map(({ name }) => ({ key: layerText({ source, column: name }), label: `${name} of ${source.name}` })));

/** Reads a question from an address; what it does not say is null or empty. */
export function read(params, sources) {
  const source = sources.find(({ id }) => id === params.get('of')) ?? sources[0];
  const time = (name) => {
    const ms = Date.parse(params.get(name) ?? '');
    return Number.isNaN(ms) ? null : ms;
  };
  const bound = (name) => (params.get(name) && Number.isFinite(Number(params.get(name))) ? Number(params.get(name)) : null);
  const columns = params.getAll('column').filter((name) => source.columns.some((column) => column.name === name));
  return {
    source,
    from: time('from'),
    to: time('to'),
    keys: Object.fromEntries(source.keys.map((name) => [name, params.getAll(`key.${name}`)])),
    columns: columns.length ? columns : [firstColumn(source)],
    zone: params.get('zone'),
    log: params.get('scale') === 'log',
    band: params.has('band'),
    table: params.has('table'),
    low: bound('low'),
    high: bound('high'),
    layers: params.getAll('layer').map((text) => layerOf(text, sources)).filter(Boolean).slice(0, LAYERS_MAX),
  };
}

/** The same as the address keeps it. */
export const written = (question) => ({
  of: question.source.id,
  from: iso(question.from),
  to: iso(question.to),
  column: question.columns,
  zone: question.zone,
  scale: question.log ? 'log' : null,
  band: question.band ? '' : null,
  table: question.table ? '' : null,
  low: question.low,
  high: question.high,
  layer: question.layers.map(layerText),
  ...Object.fromEntries(Object.entries(question.keys).map(([name, values]) => [`key.${name}`, values])),
});

/** A question as the text that a board keeps. */
export const paramsOf = (question) =>
  new URLSearchParams(Object.entries(written(question)).flatMap(([name, value]) =>
    [value].flat().filter((one) => one !== null && one !== undefined).map((one) => [name, one]))).toString();

const firstColumn = ({ columns }) =>
  (columns.find(({ name }) => /^(mean|avg|average|median)/.test(name)) ?? columns.find(({ type }) => type === 'number') ?? columns[0]).name;
