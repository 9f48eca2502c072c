package datalab.lab.forecast;

import datalab.forecast.Forecast;
import datalab.forecast.SeriesModel;
import java.nio.ByteBuffer;

/**
 * Where a model is with one key: the numbers of its method after the last slot that has ended, what has come of the slot that
 * has not, and forecasts that wait. Mutable, owned by one thread; {@link ModelFold} makes and moves it.
 */
public final class ModelState {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 1 + Long.BYTES + SlotMean.BYTES;

    private final SeriesModel model;
    private final double[] series;
    private final PendingForecasts pending;
    private final SlotMean open;
    private long slot;

    /**
     * @param slot the one that has not ended
     * @param open what has come of it
     */
    ModelState(SeriesModel model, double[] series, long slot, SlotMean open, PendingForecasts pending) {
        this.model = model;
        this.series = series;
        this.slot = slot;
        this.open = open;
        this.pending = pending;
    }

    /** The slot that has not ended. */
    long slot() {
        return slot;
    }

    PendingForecasts pending() {
        return pending;
    }

    /** Adds what has come of the open slot. */
    void add(double value) {
        open.add(value);
    }

    /** What is expected of a slot ahead: of the open one for one step, of the next for two. */
    Forecast ahead(int steps) {
        return model.ahead(series, slot - 1, steps);
    }

    /** The open slot has ended, and all up to a later one, which is open from now on. Forecasts are made at the end of each. */
    void open(long later) {
        long first = later - pending.longest();
        model.advance(series, slot, open.mean());
        forecast(later);
        long next = slot + 1;
        if (next < first) {
            model.skip(series, next, first - next);
            next = first;
        }
        for (; next < later; next++) {
            model.advance(series, next, Double.NaN);
            slot = next;
            forecast(later);
        }
        slot = later;
        open.clear();
    }

    /** The open slot has ended with this value, NaN for none, in place of the mean of its events. No forecast is kept. */
    void end(double value) {
        model.advance(series, slot, value);
        slot++;
        open.clear();
    }

    /** Keeps what is forecast at the end of the slot, of slots from this one on. */
    private void forecast(long from) {
        for (int i = 0; i < pending.count(); i++) {
            int steps = pending.horizon(i);
            if (slot + steps >= from) {
                Forecast ahead = model.ahead(series, slot, steps);
                if (ahead.isKnown()) {
                    pending.put(i, slot + steps, ahead);
                }
            }
        }
    }

    /** As bytes that {@link ModelFold#decode} reads back. The first is a format version. */
    public byte[] encode() {
        ByteBuffer to = ByteBuffer.allocate(HEAD_BYTES + series.length * Double.BYTES);
        to.put(VERSION).putLong(slot);
        open.write(to);
        for (double number : series) {
            to.putDouble(number);
        }
        return to.array();
    }

    /** The parameters of its model, as bytes that {@link ModelFold#decode} reads back. */
    public byte[] encodeParameters() {
        return ModelFold.encode(model);
    }

    public byte[] encodePending() {
        return pending.encode();
    }

    /** @throws IllegalArgumentException where the bytes are of another version or model */
    static ModelState decode(SeriesModel model, byte[] bytes, PendingForecasts pending) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        if (bytes.length != HEAD_BYTES + model.stateSize() * Double.BYTES || from.get() != VERSION) {
            throw new IllegalArgumentException("the state of a model is of another version");
        }
        long slot = from.getLong();
        SlotMean open = SlotMean.read(from);
        double[] series = new double[model.stateSize()];
        for (int i = 0; i < series.length; i++) {
            series[i] = from.getDouble();
        }
        return new ModelState(model, series, slot, open, pending);
    }
}
