package datalab.forecast;

/** A sum whose rounding errors are summed beside it, by Neumaier (1974), so that it is right to the last digits. Mutable. */
public final class CompensatedSum {
    private double sum;
    private double lost;

    /** The sum of nothing. */
    public CompensatedSum() {
        this(0, 0);
    }

    /** One that was kept as its two parts. */
    public CompensatedSum(double plain, double lost) {
        this.sum = plain;
        this.lost = lost;
    }

    /** The sum as it was rounded. */
    public double plain() {
        return sum;
    }

    /** What rounding has left out of it. */
    public double lost() {
        return lost;
    }

    public void add(double term) {
        double total = sum + term;
        lost += Math.abs(sum) >= Math.abs(term) ? (sum - total) + term : (term - total) + sum;
        sum = total;
    }

    public double sum() {
        return sum + lost;
    }
}
