// Whom one person met: a line of time for each other, and the encounters as a list.
import { defineComponent, h } from '../vue.js';
import { count, duration, localTime, number } from '../format.js';
import { byPerson } from '../map/encounters.js';
import { tickText, timeTicks } from '../time-axis.js';
import { empty } from './pieces.js';

const PEOPLE_MAX = 100;
const LIST_MAX = 200;
const SHORTEST = 6; // of 1000: a single contact must be seen, too

const metres = (value) => (Number.isFinite(value) ? `${number(Math.round(value * 10) / 10)} m` : '–');

export const MetPanel = defineComponent({
  name: 'MetPanel',
  props: {
    encounters: { type: Array, required: true },
    from: { type: Number, required: true },
    to: { type: Number, required: true },
    label: { type: Function, required: true },
    other: { default: null }, // whose encounters alone are wanted
  },
  emits: ['other', 'show'],
  setup(props, { emit }) {
    const share = (time) => (1_000 * (time - props.from)) / (props.to - props.from || 1);

    const axis = () =>
      h('span', { class: 'when-axis', 'aria-hidden': 'true' }, timeTicks(props.from, props.to, 3)
        .map((tick) => ({ tick, at: share(tick) / 10 }))
        .filter(({ at }) => at > 6 && at < 94)
        .map(({ tick, at }) => h('span', { key: tick, style: { left: `${at}%` } }, tickText(tick, props.from, props.to))));
    const line = (person) =>
      h('svg', {
        class: 'when-line',
        viewBox: '0 0 1000 16',
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': person.encounters.map(({ from, to }) => `${localTime(from)} to ${localTime(to)}`).slice(0, 10).join(', '),
      }, [
        h('rect', { class: 'ground', y: 7, width: 1_000, height: 2 }),
        ...person.encounters.map(({ from, to }) =>
          h('rect', { class: 'met', key: from, x: share(from), y: 3, width: Math.max(SHORTEST, share(to) - share(from)), height: 10 })),
      ]);
    const people = () => {
      const all = byPerson(props.encounters);
      const row = (person) =>
        h('tr', { key: person.who, 'aria-selected': person.who === props.other }, [
          h('th', { scope: 'row' }, h('button', {
            type: 'button',
            'aria-pressed': person.who === props.other,
            title: props.label(person.who),
            onClick: () => emit('other', person.who === props.other ? null : person.who),
          }, props.label(person.who))),
          h('td', { class: 'when' }, line(person)),
          h('td', { class: 'figure' }, metres(person.metres)),
        ]);
      return h('div', { class: 'scroll met-people', tabindex: 0, role: 'region', 'aria-label': 'Encounters over time' }, [
        h('table', [
          h('thead', h('tr', [
            h('th', { scope: 'col' }, `met ${count(all.length)}`),
            h('th', { scope: 'col', class: 'when' }, [h('span', { class: 'sr-only' }, 'when'), axis()]),
            h('th', { scope: 'col', class: 'figure' }, 'closest'),
          ])),
          h('tbody', all.slice(0, PEOPLE_MAX).map(row)),
        ]),
        all.length > PEOPLE_MAX && h('p', { class: 'muted small' }, `The first ${PEOPLE_MAX} of ${count(all.length)}; choose a shorter period to see fewer.`),
      ]);
    };
    const list = () => {
      const shown = props.encounters.filter(({ who }) => props.other === null || who === props.other);
      const row = (encounter) =>
        h('tr', { key: `${encounter.who} ${encounter.from}` }, [
          h('td', h('button', {
            type: 'button',
            class: 'expand',
            'aria-label': `Show the encounter with ${props.label(encounter.who)} at ${localTime(encounter.from)} on the map`,
            onClick: () => emit('show', encounter),
          }, localTime(encounter.from))),
          h('td', props.label(encounter.who)),
          h('td', encounter.to > encounter.from ? duration(encounter.to - encounter.from) : 'a moment'),
          h('td', { class: 'figure' }, metres(encounter.metres)),
        ]);
      return h('div', { class: 'scroll met-list', tabindex: 0, role: 'region', 'aria-label': 'List of encounters' }, [
        h('table', [
          h('thead', h('tr', ['from', 'with', 'for'].map((name) => h('th', { scope: 'col' }, name)).concat(
            h('th', { scope: 'col', class: 'figure' }, 'closest')))),
          h('tbody', shown.slice(0, LIST_MAX).map(row)),
        ]),
        shown.length > LIST_MAX && h('p', { class: 'muted small' }, `The first ${LIST_MAX} of ${count(shown.length)}.`),
      ]);
    };

    return () =>
      props.encounters.length
        ? [people(), list()]
        : empty('Nobody was near', h('p', 'Choose a longer period, more metres, or any time between the two.'));
  },
});
