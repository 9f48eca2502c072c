package datalab.lab.quality;

import java.nio.ByteBuffer;

/**
 * The state of the quality tests of one field for one key. Mutable, owned by one thread. {@code NaN} stands for no value.
 */
final class FieldState {
    static final int BYTES = 7 * Long.BYTES;

    /** The latest value, and when. */
    double last = Double.NaN;

    long lastMicros;

    /** The values of the latest event and of the one before it; of no earlier ones. */
    double previous = Double.NaN;

    double beforePrevious = Double.NaN;

    /** Since when the value has stayed between two bounds. */
    long runMicros;

    double runMin = Double.NaN;
    double runMax = Double.NaN;

    /** Takes a value that advances the key's time, or {@code NaN}. */
    void advance(double value, long micros) {
        beforePrevious = previous;
        previous = value;
        if (!Double.isNaN(value)) {
            last = value;
            lastMicros = micros;
        }
    }

    /**
     * Lets the flat run go on with a value, or begin again; then since the last value, if that is within the tolerance.
     * Gives how long it lasts now.
     */
    long extendRun(double value, long micros, double tolerance) {
        double min = Math.min(runMin, value);
        double max = Math.max(runMax, value);
        if (max - min <= tolerance) {
            runMin = min;
            runMax = max;
        } else if (Math.abs(value - last) <= tolerance) {
            startRun(Math.min(last, value), Math.max(last, value), lastMicros);
        } else {
            startRun(value, value, micros);
        }
        return micros - runMicros;
    }

    private void startRun(double min, double max, long micros) {
        runMin = min;
        runMax = max;
        runMicros = micros;
    }

    void write(ByteBuffer to) {
        to.putDouble(last).putLong(lastMicros).putDouble(previous).putDouble(beforePrevious);
        to.putLong(runMicros).putDouble(runMin).putDouble(runMax);
    }

    static FieldState read(ByteBuffer from) {
        FieldState state = new FieldState();
        state.last = from.getDouble();
        state.lastMicros = from.getLong();
        state.previous = from.getDouble();
        state.beforePrevious = from.getDouble();
        state.runMicros = from.getLong();
        state.runMin = from.getDouble();
        state.runMax = from.getDouble();
        return state;
    }
}
