package datalab.lab.aggregate.state;

import java.math.BigDecimal;
import java.math.MathContext;

/** A count of numbers and the exact sum of them, or of their squares. Mutable, owned by one thread. */
public final class CountedSum {
    private static final MathContext DIGITS = new MathContext(40);

    private long n;
    private final ExactSum sum;

    public CountedSum() {
        this(0, new ExactSum());
    }

    private CountedSum(long n, ExactSum sum) {
        this.n = n;
        this.sum = sum;
    }

    public void add(double number) {
        n++;
        sum.add(number);
    }

    public void add(long number) {
        n++;
        sum.add(number);
    }

    public void addSquare(double number) {
        n++;
        sum.addSquare(number);
    }

    public void add(CountedSum other) {
        n += other.n;
        sum.add(other.sum);
    }

    public long n() {
        return n;
    }

    public ExactSum sum() {
        return sum;
    }

    /** Of at least one number. */
    public double mean() {
        return sum.mean(n);
    }

    /** The root of the mean, of at least one square. */
    public double rootMean() {
        double mean = mean();
        return mean > Double.MIN_NORMAL && mean < Double.MAX_VALUE
                ? Math.sqrt(mean)
                : sum.exact().divide(BigDecimal.valueOf(n), DIGITS).sqrt(DIGITS).doubleValue();
    }

    public void encode(StateWriter out) {
        out.writeCount(n);
        sum.encode(out);
    }

    public static CountedSum decode(StateReader in) {
        return new CountedSum(in.readCount(), ExactSum.decode(in));
    }
}
