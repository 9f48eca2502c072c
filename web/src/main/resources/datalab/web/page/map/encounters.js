// Who met whom when, out of what a near: route answers.
const APART_MS = 10 * 60_000; // after so long without a contact the next one is another encounter

/** What a near: route answered, with each entry's parts by what they mean rather than by what the lab calls them. */
export function contactsOf(answer, { show, who }, stream) {
  const [names, { latitude, longitude }] = [Object.entries(show), stream.position];
  const part = (entry, meaning) => entry[names.find(([, each]) => each === meaning)?.[0]];
  return answer
    .map((entry) => {
      const event = part(entry, 'event') ?? {};
      return {
        who: event[who],
        time: Date.parse(event[stream.time]),
        latitude: Number(event[latitude]),
        longitude: Number(event[longitude]),
        metres: part(entry, 'distance') ?? null,
      };
    })
    .filter((contact) => contact.who !== undefined && !Number.isNaN(contact.time));
}

/** Contacts with one other after another as encounters {who, from, to, contacts, metres}, in order of time. */
export function encountersOf(contacts) {
  const open = new Map();
  const all = [];
  for (const contact of contacts.toSorted((a, b) => a.time - b.time)) {
    let encounter = open.get(contact.who);
    if (!encounter || contact.time - encounter.to > APART_MS) {
      encounter = { who: contact.who, from: contact.time, to: contact.time, metres: null, contacts: [] };
      open.set(contact.who, encounter);
      all.push(encounter);
    }
    encounter.to = contact.time;
    encounter.contacts.push(contact);
    if (contact.metres !== null) encounter.metres = Math.min(encounter.metres ?? Infinity, contact.metres);
  }
  return all;
}

/** The encounters of each other {who, encounters, contacts, metres}: the one met longest first. */
export function byPerson(encounters) {
  const groups = [...Map.groupBy(encounters, (encounter) => encounter.who)].map(([who, list]) => ({
    who,
    encounters: list,
    contacts: list.reduce((sum, each) => sum + each.contacts.length, 0),
    metres: Math.min(...list.map((each) => each.metres ?? Infinity)),
  }));
  return groups.sort((a, b) => b.contacts - a.contacts || a.metres - b.metres);
}
