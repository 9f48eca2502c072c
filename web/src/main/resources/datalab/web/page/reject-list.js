// The rejects of a lab, newest first, page by page, and sending one of them again.
import { ref, shallowRef } from './vue.js';
import { getRejects, retryReject } from './api.js';

const PAGE = 20;
const SHOWN_MAX = 500;

/** @param lab its name, or null for what no lab takes */
export function useRejectList(lab) {
  const rows = shallowRef([]);
  const after = ref(null);
  const state = ref('loading');
  const problem = ref(null);
  let opened = false;

  const merge = (page) => {
    const byId = new Map(rows.value.map((row) => [row.id, row]));
    page.forEach((row) => byId.set(row.id, row));
    rows.value = [...byId.values()].sort((a, b) => (a.arrived < b.arrived ? 1 : -1)).slice(0, SHOWN_MAX);
  };
  const ask = async (from) => {
    try {
      const page = await getRejects(lab, { limit: PAGE, after: from });
      merge(page.rows);
      if (from !== null || !opened) after.value = page.after;
      opened = true;
      state.value = 'ready';
      problem.value = null;
    } catch (trouble) {
      if (state.value !== 'ready') state.value = 'failed';
      problem.value = trouble;
    }
  };

  return {
    rows,
    after,
    state,
    problem,
    refresh: () => ask(null),
    older: () => ask(after.value),
    /** Sends it again, mended if a payload is given; gives the event as kept. */
    async retry(reject, payload) {
      const event = await retryReject(lab, reject.id, payload);
      merge([{ ...reject, retried_at: new Date().toISOString() }]);
      return event;
    },
  };
}
