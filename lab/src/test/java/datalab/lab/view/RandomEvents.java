package datalab.lab.view;

import static org.quicktheories.generators.SourceDSL.arbitrary;
import static org.quicktheories.generators.SourceDSL.doubles;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.longs;

import datalab.lab.Streams;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quicktheories.core.Gen;

/** Events of {@link Streams#readings} with many ties, missing values and numbers of every size. */
public final class RandomEvents {
    static final EventStream STREAM = Streams.readings(EventStream.Extra.KEEP, ZoneOffset.UTC);

    private static final Instant TIME = Instant.parse("1970-01-01T00:00:00Z");

    private RandomEvents() {}

    /** Some events, each with a place in the log of its own. */
    static Gen<List<Event>> some() {
        return lists().of(values()).ofSizeBetween(0, 40).map(all -> {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                events.add(event(all.get(i), new Coordinate(i % 3, i / 3)));
            }
            return events;
        });
    }

    /** Finite numbers: small ones that are often equal, ordinary ones, and any double there is. */
    public static Gen<Double> numbers() {
        Gen<Double> small = integers().between(-3, 3).map(i -> i / 2.0);
        Gen<Double> ordinary = doubles().between(-1e6, 1e6);
        Gen<Double> any = longs().all().map(RandomEvents::finite);
        return small.mix(ordinary).mix(any, 30).map(x -> x + 0.0);
    }

    /** Every finite number comes from itself; the few other patterns of bits become one near them. */
    private static Double finite(long bits) {
        double number = Double.longBitsToDouble(bits);
        return Double.isFinite(number) ? number : Double.longBitsToDouble(bits & ~(1L << 52));
    }

    /** The values of one event and, last, its time. */
    private static Gen<@Nullable Object[]> values() {
        Gen<@Nullable Object> number = numbers().map(x -> (@Nullable Object) x).mix(none(), 15);
        Gen<@Nullable Object> count = longs().all()
                .mix(longs().between(0, 3))
                .map(x -> (@Nullable Object) x)
                .mix(none(), 15);
        Gen<@Nullable Object> on =
                arbitrary().pick(true, false).map(x -> (@Nullable Object) x).mix(none(), 15);
        Gen<Instant> time =
                integers().between(-4, 4).map(i -> TIME.plusSeconds(i * 1_800L).plusNanos(i * 1_000L));
        Gen<String> name = arbitrary().pick("", "a", "b", "ä", "😀", "\uFFFD");
        return name.zip(number, count, on, time, (n, v, c, o, t) -> new @Nullable Object[] {n, v, c, o, t});
    }

    private static Gen<@Nullable Object> none() {
        return arbitrary().constant((@Nullable Object) null);
    }

    /** The same event, of another origin. */
    static Event of(Event event, Origin origin) {
        DecodedPayload payload = event.payload();
        DecodedPayload other = new DecodedPayload(payload.values(), payload.time(), origin, payload.extra());
        return new Event(event.stream(), other, event.arrived(), event.at());
    }

    private static Event event(@Nullable Object[] values, Coordinate at) {
        Instant time = (Instant) values[4];
        return Streams.event(STREAM, at, time, values[0], values[1], values[2], values[3], time);
    }
}
