package datalab.cli.simulate.conference;

import datalab.cli.simulate.conference.Programme.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who sits in talks, looks at booths, eats, and walks between them through the doors. Chance decides where to; the
 * same chance gives the same day. Not thread-safe.
 */
final class Visitor {
    /** Nobody walks faster, in metres a second. */
    static final double SPEED_MAX = 1.5;

    private static final double SPEED_MIN = 0.9;
    private static final double ARRIVES_WITHIN = 15 * 60;
    private static final double LATE_STARTERS = 120;
    private static final double LISTENS_CHANCE = 0.8;
    private static final double FAVOURITE_CHANCE = 0.5;

    private final Programme programme;
    private final RandomGenerator random;
    private final double speed;
    private final double arrives;
    private final Room favourite;
    private final Deque<Spot> way = new ArrayDeque<>();
    private Room room = Venue.FOYER;
    private Spot here = Venue.ENTRANCE;
    private double clock;
    private double staysUntil;
    private @Nullable Session considered;
    private boolean listens;

    Visitor(Programme programme, RandomGenerator random) {
        this.programme = programme;
        this.random = random;
        this.speed = SPEED_MIN + (SPEED_MAX - SPEED_MIN) * random.nextDouble();
        this.arrives = ARRIVES_WITHIN * random.nextDouble();
        this.favourite = Venue.HALLS.get(random.nextInt(Venue.HALLS.size()));
        this.clock = arrives;
    }

    /** When it comes in at the entrance, in seconds after the opening. */
    double arrives() {
        return arrives;
    }

    /** Where it is at a time, in seconds after the opening; times must not go back. */
    Spot at(double seconds) {
        while (clock < seconds) {
            if (!way.isEmpty()) {
                walk(seconds);
            } else if (clock < staysUntil) {
                clock = Math.min(seconds, staysUntil);
            } else {
                decide();
            }
        }
        return here;
    }

    private void walk(double until) {
        Spot next = way.getFirst();
        double metres = here.metresTo(next);
        double reach = speed * (until - clock);
        if (reach < metres) {
            here = here.towards(next, reach);
            clock = until;
        } else {
            here = way.removeFirst();
            clock += metres / speed;
        }
    }

    private void decide() {
        Session now = programme.at(clock);
        double chance = random.nextDouble();
        switch (now.kind()) {
            case TALK -> attend(now, chance);
            case BREAK -> wander(chance, 0.5, 0.8);
            case LUNCH -> wander(chance, 0.2, 0.35);
        }
    }

    /** Who leaves a talk out does so to its end. */
    private void attend(Session talk, double chance) {
        if (!talk.equals(considered)) {
            considered = talk;
            listens = random.nextDouble() < LISTENS_CHANCE;
        }
        if (!listens) {
            visitBooth();
            return;
        }
        Room hall = chance < FAVOURITE_CHANCE ? favourite : Venue.HALLS.get(random.nextInt(Venue.HALLS.size()));
        go(hall, hall.anywhere(random));
        staysUntil = Math.max(staysUntil, talk.to()) + LATE_STARTERS * random.nextDouble();
    }

    private void wander(double chance, double booths, double foyer) {
        if (chance < booths) {
            visitBooth();
        } else if (chance < foyer) {
            go(Venue.FOYER, Venue.FOYER.anywhere(random));
            stay(2, 6);
        } else {
            go(Venue.CAFETERIA, Venue.CAFETERIA.anywhere(random));
            stay(5, 25);
        }
    }

    private void visitBooth() {
        Spot before = Venue.booth(random.nextInt(100)).moved(random.nextGaussian(), random.nextGaussian());
        go(Venue.EXHIBITION, Venue.EXHIBITION.within(before));
        stay(3, 8);
    }

    /** Through this room's door and the other's; the foyer is wherever one walks between doors. */
    private void go(Room target, Spot spot) {
        if (!target.equals(room)) {
            if (!room.equals(Venue.FOYER)) {
                way.add(room.door());
            }
            if (!target.equals(Venue.FOYER)) {
                way.add(target.door());
            }
        }
        way.add(spot);
        room = target;
        Spot from = here;
        double metres = 0;
        for (Spot next : way) {
            metres += from.metresTo(next);
            from = next;
        }
        staysUntil = clock + metres / speed;
    }

    private void stay(double minutesMin, double minutesMax) {
        staysUntil += 60 * (minutesMin + (minutesMax - minutesMin) * random.nextDouble());
    }
}
