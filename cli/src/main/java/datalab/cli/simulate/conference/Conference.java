package datalab.cli.simulate.conference;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A day of made-up people: what their phones send, in the order of sending. The same seed gives the same day. Holds one
 * visitor's state each and no more, however long the day. Not thread-safe.
 */
public final class Conference implements Iterator<Location> {
    private final PriorityQueue<Phone> phones =
            new PriorityQueue<>(Comparator.comparingDouble(Phone::due).thenComparingInt(Phone::number));
    private final Deque<Location> sent = new ArrayDeque<>();
    private final double seconds;

    public Conference(int people, int hours, long seed) {
        Programme programme = new Programme(hours);
        SplittableRandom chance = new SplittableRandom(seed);
        this.seconds = programme.seconds();
        for (int i = 0; i < people; i++) {
            SplittableRandom own = chance.split();
            phones.add(new Phone(i, new Visitor(programme, own), own, seconds));
        }
    }

    /** How long it is open; phones that are out of reach then report a little later. */
    public double seconds() {
        return seconds;
    }

    @Override
    public boolean hasNext() {
        while (sent.isEmpty() && !phones.isEmpty()) {
            Phone phone = phones.remove();
            if (phone.due() < Double.POSITIVE_INFINITY) {
                sent.addAll(phone.report());
                phones.add(phone);
            }
        }
        return !sent.isEmpty();
    }

    @Override
    public Location next() {
        if (!hasNext()) {
            throw new NoSuchElementException("everybody has gone home");
        }
        return sent.removeFirst();
    }
}
