package datalab.lab.forecast;

import datalab.forecast.Forecast;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Forecasts of one key that wait for what they are of: for each horizon those of as many slots as it is long. Those of an
 * external model may be of any slot up to the longest horizon, also those of a shorter one, and come while the open slot still
 * has its own. Mutable, owned by one thread.
 */
final class PendingForecasts {
    private static final int BYTES = Long.BYTES + 2 * Double.BYTES;

    private final int[] horizons;
    /** How many slots may wait for each horizon. */
    private final int[] spans;

    private final long[] slots;
    private final double[] means;
    private final double[] sds;

    PendingForecasts(Model model) {
        this.horizons = model.horizons().stream().mapToInt(Integer::intValue).toArray();
        this.spans = horizons.clone();
        if (model.isExternal()) {
            Arrays.fill(spans, longest() + 1);
        }
        int size = Arrays.stream(spans).sum();
        this.slots = new long[size];
        this.means = new double[size];
        this.sds = new double[size];
        Arrays.fill(slots, Long.MIN_VALUE);
    }

    /** The longest horizon. */
    int longest() {
        return horizons[horizons.length - 1];
    }

    int horizon(int index) {
        return horizons[index];
    }

    int count() {
        return horizons.length;
    }

    void put(int index, long slot, Forecast forecast) {
        int at = place(index, slot);
        slots[at] = slot;
        means[at] = forecast.mean();
        sds[at] = forecast.sd();
    }

    /** Keeps a forecast of some steps ahead, if they are one of the horizons. */
    void putAt(long steps, long slot, Forecast forecast) {
        for (int i = 0; i < horizons.length; i++) {
            if (horizons[i] == steps) {
                put(i, slot, forecast);
            }
        }
    }

    /** What was forecast of a slot the shortest time before; {@link Forecast#NONE} where nothing was. */
    Forecast nearest(long slot) {
        for (int i = 0; i < horizons.length; i++) {
            Forecast forecast = of(i, slot);
            if (forecast.isKnown()) {
                return forecast;
            }
        }
        return Forecast.NONE;
    }

    /** What was forecast of a slot; {@link Forecast#NONE} where nothing was. */
    Forecast of(int index, long slot) {
        int at = place(index, slot);
        return slots[at] == slot ? new Forecast(means[at], sds[at]) : Forecast.NONE;
    }

    private int place(int index, long slot) {
        int first = 0;
        for (int i = 0; i < index; i++) {
            first += spans[i];
        }
        return first + (int) Math.floorMod(slot, (long) spans[index]);
    }

    /** Nothing where none waits. */
    byte[] encode() {
        if (Arrays.stream(slots).allMatch(slot -> slot == Long.MIN_VALUE)) {
            return new byte[0];
        }
        ByteBuffer to = ByteBuffer.allocate((1 + horizons.length) * Integer.BYTES + slots.length * BYTES);
        to.putInt(horizons.length);
        for (int horizon : horizons) {
            to.putInt(horizon);
        }
        for (int i = 0; i < slots.length; i++) {
            to.putLong(slots[i]).putDouble(means[i]).putDouble(sds[i]);
        }
        return to.array();
    }

    /** Reads them back; none where they are of other horizons. */
    static PendingForecasts decode(byte[] bytes, Model model) {
        PendingForecasts pending = new PendingForecasts(model);
        ByteBuffer from = ByteBuffer.wrap(bytes);
        int head = (1 + pending.horizons.length) * Integer.BYTES;
        if (bytes.length != head + pending.slots.length * BYTES || from.getInt() != pending.horizons.length) {
            return pending;
        }
        for (int horizon : pending.horizons) {
            if (from.getInt() != horizon) {
                return pending;
            }
        }
        for (int i = 0; i < pending.slots.length; i++) {
            pending.slots[i] = from.getLong();
            pending.means[i] = from.getDouble();
            pending.sds[i] = from.getDouble();
        }
        return pending;
    }
}
