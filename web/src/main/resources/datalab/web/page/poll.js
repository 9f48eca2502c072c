// Asks again and again while the page is looked at, slower while the server is away.
import { onUnmounted, ref, shallowRef } from './vue.js';

const SLOWEST_MS = 15_000;

/** {data, problem, refresh} of an asynchronous question that is repeated every `everyMs`. */
export function usePoll(ask, everyMs) {
  const data = shallowRef(null);
  const problem = ref(null);
  let timer = 0;
  let failures = 0;
  let turn = 0;

  const refresh = async () => {
    clearTimeout(timer);
    const mine = ++turn;
    try {
      const answer = await ask();
      if (mine !== turn) return;
      data.value = answer;
      problem.value = null;
      failures = 0;
    } catch (trouble) {
      if (mine !== turn) return;
      problem.value = trouble;
      failures++;
    }
    schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    if (!document.hidden) {
      timer = setTimeout(refresh, Math.min(everyMs * 2 ** Math.min(failures, 6), Math.max(SLOWEST_MS, everyMs)));
    }
  };
  const seen = () => !document.hidden && refresh();

  document.addEventListener('visibilitychange', seen);
  onUnmounted(() => {
    turn++;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  });
  refresh();
  return { data, problem, refresh };
}
