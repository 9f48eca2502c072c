package datalab.forecast;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Looks for the point where a function is least, by Nelder and Mead's simplex from the best of several starts, and once more from
 * what it found, since a simplex may have collapsed too early. It needs no derivatives and ends after {@value #EVALUATIONS_MAX}
 * evaluations. One search, one thread.
 */
final class SimplexSearch {
    static final int EVALUATIONS_MAX = 2_000;
    private static final int STARTS = 2;
    private static final double RELATIVE = 1e-10;
    private static final double ABSOLUTE = 1e-12;

    private final MultivariateFunction function;
    private int evaluations;
    private double[] point = {};
    private double least = Double.POSITIVE_INFINITY;

    private SimplexSearch(MultivariateFunction function) {
        this.function = function;
    }

    /**
     * The point with the least value that was found.
     *
     * @param starts where the function is looked at first
     * @param side how long the sides of the first simplex are
     */
    static double[] least(MultivariateFunction function, double side, List<double[]> starts) {
        SimplexSearch search = new SimplexSearch(function);
        starts.stream()
                .map(start -> new Looked(start, search.at(start)))
                .sorted(Comparator.comparingDouble(Looked::value))
                .limit(STARTS)
                .forEach(looked -> search.from(looked.point(), side));
        search.from(search.point, side / 4);
        return search.point;
    }

    private void from(double[] start, double length) {
        double[] sides = new double[start.length];
        Arrays.fill(sides, length);
        try {
            new SimplexOptimizer(RELATIVE, ABSOLUTE)
                    .optimize(
                            new MaxEval(EVALUATIONS_MAX - evaluations),
                            new ObjectiveFunction(this::at),
                            GoalType.MINIMIZE,
                            new InitialGuess(start),
                            new NelderMeadSimplex(sides));
        } catch (MathIllegalStateException e) {
            // The evaluations are used up; the best of them counts.
        }
    }

    private double at(double[] x) {
        evaluations++;
        double value = function.value(x);
        if (value < least || point.length == 0) {
            least = value;
            point = x.clone();
        }
        // Comparisons with NaN would lead a simplex nowhere.
        return Double.isNaN(value) ? Double.MAX_VALUE : value;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Looked(double[] point, double value) {}
}
