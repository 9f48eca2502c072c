#!/usr/bin/env python3
"""Executable model of how models (`models:`) live in the speed layer (docs/lambda.md, section 14): a random walk over kills,
takeovers and fits, checked after every step. `fits.py [STEPS] [SEED]`; `--plant=NAME` leaves one rule out and must be found.

Numbers are left out: a state is the sequence of events that it is made of, and so are parameters and expectations. Any numeric
model is a function of those, so an event that is lost, doubled, or seen too early shows at once.

Programs send forecasts of their own (`method: external`) as events of the same log. Some are honest, one peeks: it sends what it
forecasts after it has seen what came, and says that it was earlier. What is scored is checked against the whole log.
"""

import random
import sys

PARTITIONS, KEYS = 2, 3
HORIZONS = (1, 3)
PLANTS = ("no-epoch", "no-token", "no-rest", "keeps-states", "own-slot", "late-moves", "lost-score")
PLANTS += ("begun-slot", "backdated", "first-stays", "lost-forecast")


def is_forecast(event):
    """A forecast says when it was issued."""
    return len(event) > 4


def step_external(state, event, plant=None):
    """One event of an external model: the state after it, and the forecasts that it is scored against, by horizon. A state is
    the newest slot that something was observed of, and the forecasts that wait by slot and horizon; None before the first."""
    slot = event[2]
    if is_forecast(event):
        if state is None:
            return None, {}
        newest, waiting = state
        horizon = slot - event[4] if plant in ("begun-slot", "backdated") else min(slot - newest, slot - event[4])
        has_begun = slot <= newest and plant != "begun-slot"
        stays = plant == "first-stays" and (slot, horizon) in waiting
        if has_begun or stays or slot - newest > max(HORIZONS) or horizon not in HORIZONS:
            return state, {}
        return (newest, {**waiting, (slot, horizon): event}), {}
    newest, waiting = state or (slot, {})
    if slot < newest:
        return (newest, waiting), {}
    return (slot, {w: f for w, f in waiting.items() if w[0] >= slot}), {w[1]: f for w, f in waiting.items() if w[0] == slot}


def step(state, event, plant=None):
    """One event: the state after it, and what it was expected from; None where it comes too late. A state is the closed slots
    with their events, and the open one."""
    closed, slot, open_events = state
    if slot is not None and event[2] < slot and plant != "late-moves":
        return state, None
    if slot is not None and event[2] > slot:
        closed, open_events = closed + ((slot, open_events),), ()
    if plant == "own-slot":
        return (closed, event[2], open_events + (event,)), closed + ((event[2], open_events + (event,)),)
    return (closed, event[2], open_events + (event,)), closed


def grid(events):
    """The state that a fit begins with: all slots in the order of time, late events in their place."""
    slots = {}
    for event in sorted(events):
        slots.setdefault(event[2], []).append(event)
    if not slots:
        return ((), None, ())
    last = max(slots)
    return (tuple((s, tuple(slots[s])) for s in sorted(slots) if s < last), last, tuple(slots[last]))


class Store:
    """One transaction a commit; rows of states are kept by generation, and one pointer says which generation counts."""

    def __init__(self, plant):
        self.plant = plant
        self.next, self.epoch = [0] * PARTITIONS, [0] * PARTITIONS
        self.archive = {}
        self.generation, self.token = 0, 0
        self.parameters, self.states = {0: {}}, {0: {}}  # generation -> key -> events below the fit, state
        self.below, self.published = {0: (0,) * PARTITIONS}, {}
        self.scores = []
        self.external, self.external_scores = {}, []  # by key; event, horizon, forecast

    def commit(self, p, first, epoch, events, generation, states, scores, external, external_scores):
        if self.next[p] != first:
            return "fenced"
        if self.epoch[p] != epoch:
            return "epoch"
        self.archive.update({(e[0], e[1]): e for e in events})
        self.states[generation].update(states)
        self.scores += scores
        self.external.update({} if self.plant == "lost-forecast" else external)
        self.external_scores += external_scores
        self.next[p] = first + len(events)
        return "done"

    def of(self, key, below):
        return [e for e in self.archive.values() if e[3] == key and e[1] < below[e[0]] and not is_forecast(e)]

    def fit(self):
        """A generator; anything may happen between its steps."""
        self.token += 1
        token, below = self.token, tuple(self.next)
        folded = list(below)
        yield
        parameters = {k: frozenset(self.of(k, below)) for k in range(KEYS) if self.of(k, below)}
        yield
        states = {k: grid(self.of(k, below)) for k in parameters}
        yield
        self.fold(states, folded)  # a round without keeping anybody out
        yield
        # one transaction, with the progress of all partitions locked
        if token != self.token and self.plant != "no-token":
            return
        if self.plant != "no-rest":
            self.fold(states, folded)
        self.generation += 1
        self.parameters[self.generation], self.states[self.generation] = parameters, states
        self.below[self.generation], self.published[self.generation] = below, tuple(self.next)
        if self.plant != "no-epoch":
            self.epoch = [e + 1 for e in self.epoch]

    def fold(self, states, folded):
        for p in range(PARTITIONS):
            for offset in range(folded[p], self.next[p]):
                event = self.archive[p, offset]
                if event[3] in states and not is_forecast(event):
                    states[event[3]] = step(states[event[3]], event)[0]
            folded[p] = self.next[p]


class Owner:
    """A process that believes it owns a partition; it may be frozen, killed, or wrong."""

    def __init__(self, store, log, p):
        self.store, self.log, self.p = store, log, p
        self.next, self.epoch = store.next[p], store.epoch[p]
        self.look()
        self.prepared = None

    def look(self):
        self.generation, self.cache, self.external = self.store.generation, {}, {}

    def prepare(self, events):
        states, scores = dict(self.cache), []
        external, external_scores = dict(self.external), []
        for event in events:
            key = event[3]
            if key not in external:
                external[key] = self.store.external.get(key)
            external[key], found = step_external(external[key], event, self.store.plant)
            external_scores += [(event, horizon, forecast) for horizon, forecast in found.items()]
            if is_forecast(event):
                continue
            if key not in states and key in self.store.states[self.generation]:
                states[key] = self.store.states[self.generation][key]
            if key in states:
                states[key], basis = step(states[key], event, self.store.plant)
                if basis is not None:
                    scores.append((event, self.generation, self.store.parameters[self.generation][key], basis))
        if self.store.plant == "lost-score":
            scores = scores[1:]
        return self.p, self.next, self.epoch, events, self.generation, states, scores, external, external_scores

    def step(self, chance):
        if self.prepared is None:
            events = self.log[self.p][self.next : self.next + chance.randint(1, 4)]
            if events:
                self.prepared = self.prepare(events)
            return True
        answer, events = self.store.commit(*self.prepared), self.prepared[3]
        if answer == "done":
            self.cache, self.external = self.prepared[5], self.prepared[7]
            self.next, self.prepared = self.next + len(events), None
        elif answer == "epoch":
            self.epoch = self.store.epoch[self.p]
            if self.store.plant == "keeps-states":
                self.prepared = self.prepared[:2] + (self.epoch,) + self.prepared[3:]
            else:
                self.look()
                self.prepared = self.prepare(events)
        return answer != "fenced"


def wrong(store, log):
    generation, below = store.generation, store.below[store.generation]
    if any(store.below[g][p] < store.below[g - 1][p] for g in range(1, generation + 1) for p in range(PARTITIONS)):
        return "an older fit has replaced a newer one"
    for key, state in store.states[generation].items():
        expected = grid(store.of(key, below))
        for p in range(PARTITIONS):
            for event in log[p][below[p] : store.next[p]]:
                if event[3] == key and not is_forecast(event):
                    expected = step(expected, event)[0]
        if state != expected:
            return f"state of {key} is {state}, expected {expected}"
    for event, generation, parameters, basis in store.scores:
        if event in parameters or any(e[1] >= event[1] for e in parameters):
            return f"parameters have seen {event}"
        if any(slot >= event[2] for slot, _ in basis):
            return f"the expectation of {event} has seen its slot"
    scored = [score[0] for score in store.scores]
    if len(scored) != len(set(scored)):
        return "an event was scored twice"
    return missing(store, log, set(scored)) or wrong_external(store, log)


def wrong_external(store, log):
    """Each score of an external model, looked up in the log: no observed event of the slot or of a later one stands before the
    forecast, its horizon is no longer than the log and its issue time have it, and no later forecast of that horizon does."""
    expected = []
    for p in range(PARTITIONS):
        events = log[p][: store.next[p]]
        for n, event in enumerate(events):
            before = [e for e in events[:n] if e[3] == event[3]]
            if is_forecast(event) or any(e[2] > event[2] for e in before if not is_forecast(e)):
                continue
            for horizon in HORIZONS:
                forecasts = [e for e in before if is_forecast(e) and e[2] == event[2] and ahead(before, e) == horizon]
                expected += [(event, horizon, forecasts[-1])] if forecasts else []
    for score in store.external_scores:
        if score not in expected:
            return f"the forecast {score[2]} of {score[0]} is not of horizon {score[1]}"
    if len(store.external_scores) != len(expected):
        return "a score of an external model is missing, or there twice"
    return None


def ahead(events, forecast):
    """How many slots before the log shows that a forecast was made; None where it does not."""
    observed = [e[2] for e in events if e[1] < forecast[1] and not is_forecast(e)]
    if not observed or forecast[2] - max(observed) > max(HORIZONS):
        return None
    return min(forecast[2] - max(observed), forecast[2] - forecast[4])


def missing(store, log, scored):
    """What is not late, of a key that all fits before it knew, has a score."""
    for p in range(PARTITIONS):
        latest = {}
        for event in log[p][: store.next[p]]:
            if is_forecast(event):
                continue
            on_time = event[2] >= latest.get(event[3], 0)
            latest[event[3]] = max(event[2], latest.get(event[3], 0))
            counted = [g for g, until in store.published.items() if until[p] <= event[1]]
            if on_time and counted and event[3] in store.parameters[max(counted)] and event not in scored:
                return f"{event} has no score"
    return None


def walk(steps, seed, plant=None):
    chance = random.Random(seed)
    store, log, owners, fits = Store(plant), [[] for _ in range(PARTITIONS)], [], []
    clock = 0
    for n in range(steps):
        what = chance.random()
        if what < 0.25:
            key = chance.randrange(KEYS)
            clock += chance.random() < 0.4
            late = chance.choice((0, 0, 0, 1, 2))
            log[key % PARTITIONS].append((key % PARTITIONS, len(log[key % PARTITIONS]), max(0, clock - late), key))
        elif what < 0.32:
            forecast(log, clock, chance)
        elif what < 0.38:
            owners.append(Owner(store, log, chance.randrange(PARTITIONS)))  # the old owner does not know
        elif what < 0.41 and owners:
            owners.pop(chance.randrange(len(owners)))  # killed, at whatever step it was
        elif what < 0.44:
            fits.append(store.fit())
        elif what < 0.55 and fits:
            fit = chance.choice(fits)
            if chance.random() < 0.05 or next(fit, "end") == "end":
                fits.remove(fit)
        elif owners:
            owner = chance.choice(owners)
            if not owner.step(chance):
                owners.remove(owner)
        fault = wrong(store, log)
        if fault:
            return f"step {n}: {fault}"
    return None


def forecast(log, clock, chance):
    """A program sends one: of a slot ahead, or of what it has seen already, and says that it made it some slots before."""
    key = chance.randrange(KEYS)
    partition = log[key % PARTITIONS]
    slot = clock + chance.choice((0, 0, 1, 1, 2, 3, 4))
    partition.append((key % PARTITIONS, len(partition), slot, key, slot - chance.choice((1, 1, 2, 3, 3, 5))))


def first_fault(steps, first, walks, plant=None):
    return next((f"seed {s}, {w}" for s in range(first, first + walks) if (w := walk(steps, s, plant))), None)


def main():
    numbers = [int(a) for a in sys.argv[1:] if not a.startswith("--")]
    steps, first = (numbers + [300, 0][len(numbers) :])[:2]
    plants = [a.split("=")[1] for a in sys.argv[1:] if a.startswith("--plant=")] or PLANTS
    fault = first_fault(steps, first, 100)
    print(f"{'as it is':14} {fault or f'100 walks of {steps} steps hold'}")
    missed = [p for p in plants if not report(p, first_fault(steps, first, 100, p))]
    sys.exit(1 if fault or missed else 0)


def report(plant, fault):
    print(f"{plant:14} {fault[:110] if fault else 'not found'}")
    return fault


if __name__ == "__main__":
    main()
