// Boards of several charts, kept in this browser. A chart is the address of the screen that explores, after its question mark.
import { route } from '../route.js';

const KEY = 'datalab-boards';
const BOARDS_MAX = 50;
export const CHARTS_MAX = 12;

const all = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
};

/** [{name, charts}] of a lab, in order of their names. */
export const boardsOf = (lab) => {
  const boards = all()[lab];
  return Array.isArray(boards) ? boards.filter(({ name, charts }) => typeof name === 'string' && Array.isArray(charts)) : [];
};

/** Keeps a board in place of one of its name. Throws an error that says why it cannot. */
export function keepBoard(lab, board) {
  const others = boardsOf(lab).filter(({ name }) => name !== board.name);
  if (others.length >= BOARDS_MAX) throw new Error(`There are ${BOARDS_MAX} boards of this lab already; delete one.`);
  if (board.charts.length > CHARTS_MAX) throw new Error(`A board has at most ${CHARTS_MAX} charts.`);
  write(lab, [...others, board].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })));
}

export const deleteBoard = (lab, name) => write(lab, boardsOf(lab).filter((board) => board.name !== name));

function write(lab, boards) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all(), [lab]: boards }));
  } catch {
    throw new Error('This browser keeps nothing for this page; the address of a board restores it as well.');
  }
}

export const addChart = (lab, name, chart) => {
  const board = boardsOf(lab).find((each) => each.name === name) ?? { name, charts: [] };
  keepBoard(lab, { name, charts: [...board.charts.filter((each) => each !== chart), chart] });
};

/** The address that restores a board, in any browser. */
export const boardLink = (lab, { name, charts }) =>
  `#/labs/${encodeURIComponent(lab)}/boards?${new URLSearchParams([['name', name], ...charts.map((chart) => ['chart', chart])])}`;

/** The board that the address holds; null where it holds none. */
export const boardInAddress = () => {
  const charts = route.query.getAll('chart');
  return charts.length ? { name: route.query.get('name') || 'A board', charts: charts.slice(0, CHARTS_MAX) } : null;
};
