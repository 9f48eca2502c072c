// Draws openapi.json as a page on which every operation can be tried. No library: it must work wherever the server does.
import { parse, stringify } from '../page/exact.js';

const BODY_CHARACTERS_MAX = 100_000;

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in made && key !== 'list') made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};

const resolve = (api, node) => {
  let found = node;
  while (found?.$ref) {
    found = found.$ref.slice(2).split('/').reduce((at, step) => at?.[step], api);
  }
  return found ?? {};
};

const typeOf = (api, schema) => {
  const node = resolve(api, schema);
  if (node.enum) return node.enum.join(' | ');
  if (node.oneOf) return node.oneOf.map((one) => typeOf(api, one)).join(' or ');
  if (node.type === 'array') return `array of ${typeOf(api, node.items)}`;
  const types = [node.type ?? 'any'].flat().join(' or ');
  return node.format ? `${types} (${node.format})` : types;
};

const bounds = (node) => {
  const least = node.minimum ?? node.minLength;
  const greatest = node.maximum ?? node.maxLength;
  if (least === undefined && greatest === undefined) return '';
  return `${least ?? '…'} to ${greatest ?? '…'}${node.maxLength ?? node.minLength ? ' characters' : ''}`;
};

/** The fields of what comes back: of the object, or of each row where it is a page or an array. */
const rowSchema = (api, schema) => {
  const node = resolve(api, schema);
  if (node.properties?.rows) return rowSchema(api, node.properties.rows);
  return node.type === 'array' ? rowSchema(api, node.items) : node;
};

const fields = (api, schema) => {
  const properties = Object.entries(rowSchema(api, schema).properties ?? {});
  if (!properties.length) return null;
  const rows = properties.map(([name, property]) => {
    const node = resolve(api, property);
    const about = [node.description, bounds(node)].filter(Boolean).join('; ');
    return element('tr', {},
      element('td', {}, element('code', { textContent: name })),
      element('td', { textContent: typeOf(api, property) }),
      element('td', { textContent: about, className: 'muted' }));
  });
  const head = element('tr', {}, ...['Field', 'Type', 'Meaning'].map((text) => element('th', { textContent: text })));
  return element('div', { className: 'scroll' },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows)));
};

const control = (api, parameter) => {
  const schema = resolve(api, parameter.schema);
  if (!schema.enum) {
    return element('input', { name: parameter.name, placeholder: schema.default ?? '', autocomplete: 'off' });
  }
  const options = schema.enum.map((word) => element('option', { value: word, textContent: word }));
  return element('select', { name: parameter.name }, element('option', { value: '', textContent: '' }), ...options);
};

const requestOf = (path, parameters, form) => {
  const values = new FormData(form);
  let url = path.slice(1);
  const query = new URLSearchParams();
  const headers = {};
  for (const parameter of parameters) {
    const value = values.get(parameter.name) ?? '';
    if (parameter.in === 'path') url = url.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (value !== '' && parameter.in === 'query') query.set(parameter.name, value);
    else if (value !== '') headers[parameter.name] = value;
  }
  const body = values.get('body') || undefined;
  if (body) headers['Content-Type'] = values.get('content-type');
  return { url: query.size ? `${url}?${query}` : url, headers, body };
};

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const curl = (method, { url, headers, body }) => {
  const parts = ['curl', ...(method === 'get' ? [] : ['-X', method.toUpperCase()])];
  for (const [name, value] of Object.entries(headers)) parts.push('-H', quoted(`${name}: ${value}`));
  if (body) parts.push('--data-binary', quoted(body));
  return [...parts, quoted(new URL(url, document.baseURI).href)].join(' ');
};

const pretty = async (response) => {
  const text = await response.text();
  const shown = text.length > BODY_CHARACTERS_MAX ? `${text.slice(0, BODY_CHARACTERS_MAX)}\n…` : text;
  if (!/json$/.test((response.headers.get('Content-Type') ?? '').split(';')[0]) || shown !== text) return shown;
  try {
    return stringify(parse(text), 2);
  } catch {
    return shown;
  }
};

const send = async (method, request, answer) => {
  const began = performance.now();
  try {
    const response = await fetch(request.url, { method: method.toUpperCase(), headers: request.headers, body: request.body });
    const body = await pretty(response);
    const took = Math.round(performance.now() - began);
    answer.replaceChildren(
      element('p', { className: `status ${response.ok ? 'good' : 'bad'}` }, `${response.status} in ${took} ms`),
      element('pre', { textContent: body || '(no body)', tabIndex: 0 }));
  } catch (error) {
    answer.replaceChildren(element('p', { className: 'status bad' }, `No answer: ${error.message}`));
  }
};

const bodyOf = (operation) => {
  if (!operation.requestBody) return null;
  const types = Object.keys(operation.requestBody.content);
  const choice = element('select', { name: 'content-type' },
    ...types.map((type) => element('option', { value: type, textContent: type })));
  return element('div', { className: 'parameters' },
    element('label', {}, 'Content-Type', choice),
    element('label', {}, 'Body', element('textarea', { name: 'body', rows: 4, spellcheck: false }),
      element('span', { textContent: operation.requestBody.description ?? '' })));
};

const inside = (api, path, method, operation) => {
  const parameters = (operation.parameters ?? []).map((one) => resolve(api, one));
  const labels = parameters.map((parameter) => element('label', {}, parameter.name, control(api, parameter),
    element('span', { textContent: parameter.description ?? '' })));
  const good = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))[1];
  const [contentType, content] = Object.entries(good.content ?? { '': {} })[0];
  const answer = element('div', { className: 'inside-answer' });
  const command = element('code', {});
  const isLive = contentType === 'text/event-stream';
  const button = element('button', { className: 'primary', type: 'submit', textContent: 'Send' });
  const form = element('form', { className: 'inside' },
    labels.length ? element('div', { className: 'parameters' }, ...labels) : null,
    bodyOf(operation),
    element('div', { className: 'act' }, isLive ? null : button, command),
    answer,
    fields(api, content.schema));
  const show = () => { command.textContent = curl(method, requestOf(path, parameters, form)); };
  form.addEventListener('input', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show();
    if (!isLive) send(method, requestOf(path, parameters, form), answer);
  });
  show();
  return form;
};

const drawn = (api, path, method, operation) => {
  const details = element('details', { className: 'operation', id: operation.operationId },
    element('summary', {},
      element('span', { className: `method ${method}`, textContent: method.toUpperCase() }),
      element('code', { textContent: path }),
      element('span', { className: 'muted', textContent: operation.summary })));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(inside(api, path, method, operation));
  });
  return details;
};

const find = (word) => {
  for (const operation of document.querySelectorAll('.operation')) {
    operation.hidden = !operation.querySelector('summary').textContent.toLowerCase().includes(word.toLowerCase());
  }
};

const draw = (api) => {
  const groups = new Map();
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const tag = operation.tags[0];
      groups.set(tag, [...(groups.get(tag) ?? []), drawn(api, path, method, operation)]);
    }
  }
  for (const [tag, operations] of groups) {
    document.getElementById('docs').append(
      element('section', { className: 'group' }, element('h2', { textContent: tag }), ...operations));
  }
  document.getElementById('find').addEventListener('input', (event) => find(event.target.value));
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named) named.open = true;
};

fetch('openapi.json').then((response) => response.json()).then(draw);
