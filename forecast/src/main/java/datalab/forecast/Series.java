package datalab.forecast;

import java.util.Arrays;

/**
 * Values of one series on a grid of equal slots, from one slot on; NaN where nothing was measured. Slots are counted from 1970
 * (epoch time divided by the slot's length).
 *
 * @param values not copied, as there may be many; the caller must not change them
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the thousand
public record Series(long firstSlot, double[] values) {

    /** The slot behind the last one. */
    public long nextSlot() {
        return firstSlot + values.length;
    }

    /** How many slots have a value. */
    int measured() {
        int measured = 0;
        for (double value : values) {
            measured += Double.isFinite(value) ? 1 : 0;
        }
        return measured;
    }

    /** Its last slots, up to a number of them. */
    Series last(int slots) {
        int dropped = Math.max(0, values.length - slots);
        return dropped == 0
                ? this
                : new Series(firstSlot + dropped, Arrays.copyOfRange(values, dropped, values.length));
    }

    /** The same without the slots before the first value. */
    Series fromFirstValue() {
        int missing = 0;
        while (missing < values.length && !Double.isFinite(values[missing])) {
            missing++;
        }
        return last(values.length - missing);
    }

    /** The same in another unit. */
    Series dividedBy(double unit) {
        double[] divided = values.clone();
        for (int i = 0; i < divided.length; i++) {
            divided[i] /= unit;
        }
        return new Series(firstSlot, divided);
    }
}
