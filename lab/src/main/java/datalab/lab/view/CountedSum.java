package datalab.lab.view;

/** How many numbers there were, and their exact sum. Mutable, owned by one thread. */
final class CountedSum {
    private long n;
    private final ExactSum sum;

    CountedSum() {
        this(0, new ExactSum());
    }

    private CountedSum(long n, ExactSum sum) {
        this.n = n;
        this.sum = sum;
    }

    void add(double number) {
        n++;
        sum.add(number);
    }

    void add(long number) {
        n++;
        sum.add(number);
    }

    void add(CountedSum other) {
        n += other.n;
        sum.add(other.sum);
    }

    long n() {
        return n;
    }

    ExactSum sum() {
        return sum;
    }

    /** Of at least one number. */
    double mean() {
        return sum.mean(n);
    }

    void encode(StateWriter out) {
        out.writeCount(n);
        sum.encode(out);
    }

    static CountedSum decode(StateReader in) {
        return new CountedSum(in.readCount(), ExactSum.decode(in));
    }
}
