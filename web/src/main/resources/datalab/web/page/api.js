// DataLab's HTTP interface as functions. Paths are relative, so the page also works behind a prefix.
import { answered, silent } from './connection.js';
import { parse } from './exact.js';
import { notLoggedIn, sessionIs } from './session.js';

/** An answer that is not a success; its message is what a person can act on. */
export class Problem extends Error {
  constructor(status, detail, more = {}) {
    super(detail);
    this.status = status;
    this.more = more; // what else the answer says, such as a position
  }
}

const GATEWAY_TROUBLE = [502, 504];

const call = async (path, options) => (await answerOf(path, options)).body;

async function answerOf(path, options) {
  const response = await fetch(path, { headers: { Accept: 'application/json' }, ...options }).catch(() => {
    silent();
    throw new Problem(0, 'DataLab does not answer.');
  });
  if (GATEWAY_TROUBLE.includes(response.status)) {
    silent();
  } else {
    answered();
  }
  const body = await response.text().then(parse).catch(() => null);
  if (!response.ok) {
    if (response.status === 401 && path !== 'session') notLoggedIn();
    throw new Problem(response.status, body?.detail || body?.title || `The server answered ${response.status}.`, body ?? {});
  }
  return { body, headers: response.headers };
}

const enc = encodeURIComponent;

const query = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : '';
};

const post = (path, body) =>
  call(path, body === undefined ? { method: 'POST' } : { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });

export const loadSession = async () => sessionIs(await call('session'));
/** The answer sets a cookie. */
export const logIn = (token) => post('session', JSON.stringify({ token }));
export const logOut = () => call('session', { method: 'DELETE' });
/** What is at a path of this DataLab. */
export const ask = (path) => call(path);
/** The same of a chart's points, with how long the buckets are that they were chosen from; null where all came. */
export const askPoints = async (path) => {
  const { body, headers } = await answerOf(path);
  return { ...body, bucket: headers.get('DataLab-Bucket') };
};
/** All rows of a question, page after page, to a number of them. */
export const askAll = async (path, max) => {
  const rows = [];
  let after = null;
  do {
    const page = await call(`${path}&limit=10000${after ? `&after=${enc(after)}` : ''}`);
    rows.push(...page.rows);
    after = page.after;
  } while (after && rows.length < max);
  return rows;
};
export const getLabs = () => call('labs');
export const getLab = (lab) => call(`labs/${enc(lab)}`);
export const getEvents = (lab, stream, parameters) =>
  call(`labs/${enc(lab)}/streams/${enc(stream)}${query(parameters)}`);
export const getRows = (lab, view, parameters) => call(`labs/${enc(lab)}/views/${enc(view)}${query(parameters)}`);
/** What a lab's near: route says of one; `path` as the lab declares it. */
export const getNear = (path, one, parameters) => call(path.slice(1).replace(/\{[^}]*\}/, enc(one)) + query(parameters));
let pageSettings = null;
/** Asked for once. */
export const getPageSettings = () => {
  pageSettings ??= call('page/settings.json').catch((problem) => {
    pageSettings = null;
    throw problem;
  });
  return pageSettings;
};
export const getBatches = (lab, view) => call(`labs/${enc(lab)}/views/${enc(view)}/batches`);
export const askForBatch = (lab, view, kind) =>
  post(`labs/${enc(lab)}/views/${enc(view)}/batches${query({ kind })}`);
export const getOutputs = (lab) => call(`labs/${enc(lab)}/outputs`);
export const writeOutputAgain = (lab, of, server) => post(`labs/${enc(lab)}/outputs/${enc(of)}${query({ to: server })}`);
export const getModels = (lab) => call(`labs/${enc(lab)}/models`);
export const askForFit = (lab, model) => post(`labs/${enc(lab)}/models/${enc(model)}/fit`);
export const getRejects = (lab, parameters) =>
  call(`${lab === null ? '' : `labs/${enc(lab)}/`}rejects${query(parameters)}`);
export const getSqlTables = (lab) => call(`labs/${enc(lab)}/sql`);
const asked = (sql, signal) => ({ method: 'POST', body: sql, headers: { Accept: 'application/json', 'Content-Type': 'application/sql' }, signal });
/** Rows of a question in SQL; `signal` gives it up. */
export const askSql = (lab, sql, signal) => call(`labs/${enc(lab)}/sql`, asked(sql, signal));
/** All of its rows as a file. */
export async function downloadSql(lab, sql, format) {
  const response = await fetch(`labs/${enc(lab)}/sql?format=${format}`, asked(sql));
  if (response.ok) return response.blob();
  const body = await response.text().then(parse).catch(() => null);
  throw new Problem(response.status, body?.detail || `The server answered ${response.status}.`, body ?? {});
}
export const postEvent = (lab, stream, json) => post(`labs/${enc(lab)}/streams/${enc(stream)}`, json);
export const retryReject = (lab, id, payload) => post(`labs/${enc(lab)}/rejects/${enc(id)}/retry`, payload);
export const liveUrl = (lab, parameters) => `labs/${enc(lab)}/live${query(parameters)}`;
