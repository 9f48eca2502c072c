// One stream of server-sent events, handed on in small batches, opened again by itself when it breaks.
import { onUnmounted, ref, watch } from './vue.js';
import { parse } from './exact.js';

const BATCH_MS = 250;
// While a browser is busy: of events more than any list shows, so older ones may go; of rows so many that they are read again.
const WAITING_MAX = { event: 2_000, row: 10_000 };
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

/**
 * Follows the address that `address()` gives (null: none). Handlers: event(list), row(list), gap(missed), again() after a
 * break in which things may have been missed. `status` is 'connecting', 'open' or 'lost'.
 */
export function useLive(address, handlers) {
  const status = ref('connecting');
  const waiting = { event: [], row: [] };
  let source = null;
  let flushTimer = 0;
  let retryTimer = 0;
  let retryMs = FIRST_RETRY_MS;
  let broken = false;
  let lastId = ''; // by which the server goes on where the line broke
  let rowsLost = false;

  const flush = () => {
    flushTimer = 0;
    for (const kind of Object.keys(waiting)) {
      if (waiting[kind].length) handlers[kind]?.(waiting[kind].splice(0));
    }
    if (rowsLost) handlers.gap?.(0);
    rowsLost = false;
  };
  const take = (kind) => (message) => {
    if (waiting[kind].length >= WAITING_MAX[kind]) {
      waiting[kind].splice(0, WAITING_MAX[kind] / 2);
      rowsLost ||= kind === 'row';
    }
    waiting[kind].push(parse(message.data));
    lastId = message.lastEventId;
    flushTimer ||= setTimeout(flush, BATCH_MS);
  };
  const opened = () => {
    status.value = 'open';
    retryMs = FIRST_RETRY_MS;
    if (broken && !lastId) handlers.again?.();
    broken = false;
  };
  const gap = (message) => {
    const { missed, away } = JSON.parse(message.data);
    if (away) handlers.again?.();
    else handlers.gap?.(missed);
  };
  const lost = () => {
    close();
    status.value = 'lost';
    broken = true;
    retryTimer = setTimeout(open, retryMs * (0.75 + Math.random() / 2));
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };
  const open = () => {
    close();
    const url = address();
    if (url === null || document.hidden) return;
    source = new EventSource(lastId ? `${url}${url.includes('?') ? '&' : '?'}after=${lastId}` : url);
    source.onopen = opened;
    source.onerror = lost;
    source.addEventListener('event', take('event'));
    source.addEventListener('row', take('row'));
    source.addEventListener('gap', gap);
  };
  const close = () => {
    clearTimeout(retryTimer);
    source?.close();
    source = null;
  };
  // A browser keeps six connections to a server for all its tabs, so a tab nobody sees gives its own back.
  const seen = () => {
    if (document.hidden) {
      broken = true;
      close();
    } else if (!source) {
      open();
    }
  };

  document.addEventListener('visibilitychange', seen);
  onUnmounted(() => {
    document.removeEventListener('visibilitychange', seen);
    clearTimeout(flushTimer);
    close();
  });
  watch(address, () => {
    status.value = 'connecting';
    lastId = '';
    waiting.event.length = waiting.row.length = 0;
    open();
  }, { immediate: true });
  return { status };
}
