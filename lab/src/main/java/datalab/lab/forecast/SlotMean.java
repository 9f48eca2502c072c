package datalab.lab.forecast;

import datalab.forecast.CompensatedSum;
import java.nio.ByteBuffer;

/** The mean of what comes in a slot, summed so that the order does not show. Mutable, owned by one thread. */
public final class SlotMean {
    static final int BYTES = Long.BYTES + 2 * Double.BYTES;

    private CompensatedSum sum = new CompensatedSum();
    private long count;

    public void add(double value) {
        sum.add(value);
        count++;
    }

    /** NaN where nothing has come. */
    public double mean() {
        return count == 0 ? Double.NaN : sum.sum() / count;
    }

    public void clear() {
        sum = new CompensatedSum();
        count = 0;
    }

    void write(ByteBuffer to) {
        to.putLong(count).putDouble(sum.plain()).putDouble(sum.lost());
    }

    static SlotMean read(ByteBuffer from) {
        SlotMean mean = new SlotMean();
        mean.count = from.getLong();
        mean.sum = new CompensatedSum(from.getDouble(), from.getDouble());
        return mean;
    }
}
