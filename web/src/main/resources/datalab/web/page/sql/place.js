// Where in a question something is wrong.

/** Of a position in characters from 1: its line, column and index in a text of JavaScript, and that line. */
export function placeOf(sql, position) {
  const before = [...sql].slice(0, position - 1).join('');
  const lines = before.split('\n');
  const line = sql.split('\n')[lines.length - 1];
  return { line: lines.length, column: [...lines.at(-1)].length + 1, index: before.length, text: line };
}

/** The line, and below it an arrow at the column; of a long line what is around it. */
export function pointedAt({ text, column }) {
  const around = 60;
  const characters = [...text];
  const from = Math.max(0, column - 1 - around);
  const shown = characters.slice(from, column - 1 + around).join('');
  return `${shown}\n${' '.repeat(column - 1 - from)}^`;
}

/** A name as SQL has it: quoted where it has to be. */
export const quoted = (name) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
