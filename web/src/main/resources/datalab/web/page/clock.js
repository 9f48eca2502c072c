// The time now, told once a second to whatever shows how long ago something was.
import { ref } from './vue.js';

export const now = ref(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1_000);
