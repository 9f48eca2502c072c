// Whether the server answers, as all parts of the page see it.
import { reactive } from './vue.js';

export const connection = reactive({ up: true });

export const answered = () => {
  connection.up = true;
};

export const silent = () => {
  connection.up = false;
};
