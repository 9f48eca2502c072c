package datalab.lab.aggregate.state;

/** A count of numbers and their exact sum. Mutable, owned by one thread. */
public final class CountedSum {
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

    public void encode(StateWriter out) {
        out.writeCount(n);
        sum.encode(out);
    }

    public static CountedSum decode(StateReader in) {
        return new CountedSum(in.readCount(), ExactSum.decode(in));
    }
}
