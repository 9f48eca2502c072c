// Light or dark: the system's choice until a person makes their own.
import { computed, ref } from './vue.js';

const KEY = 'datalab-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const systemDark = ref(system.matches);
const chosen = ref(document.documentElement.dataset.theme ?? null);

system.addEventListener('change', () => {
  systemDark.value = system.matches;
});

export const dark = computed(() => (chosen.value === null ? systemDark.value : chosen.value === 'dark'));

/** Changes to the other scheme, and back to following the system where that is the same. */
export function toggleScheme() {
  const next = dark.value ? 'light' : 'dark';
  chosen.value = (next === 'dark') === systemDark.value ? null : next;
  if (chosen.value === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen.value;
  try {
    if (chosen.value === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen.value);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
