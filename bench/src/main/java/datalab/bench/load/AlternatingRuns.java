package datalab.bench.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Two sides that are measured turn by turn, since a machine is not the same from minute to minute; medians, the ratio first. */
public final class AlternatingRuns {
    /** One side of a comparison: what it does a second. */
    public interface Side {
        double perSecond() throws Exception;
    }

    /** One side of a comparison of single events. */
    public interface LoadSide {
        Load.Result load() throws Exception;
    }

    private AlternatingRuns() {}

    /** The first turn of each is not counted. */
    public static void rates(String what, int runs, String unit, Side us, String rival, Side them) throws Exception {
        double[] ours = new double[runs];
        double[] theirs = new double[runs];
        for (int run = -1; run < runs; run++) {
            double our = us.perSecond();
            double their = them.perSecond();
            if (run >= 0) {
                ours[run] = our;
                theirs[run] = their;
            }
        }
        double our = MeasuredDataLab.median(ours);
        double their = MeasuredDataLab.median(theirs);
        System.out.printf(
                "  %.2f × %s: %,.0f and %,.0f %s; %s (medians of %d)%n",
                our / their, rival, our, their, unit, what, runs);
    }

    public static void loads(String what, int runs, LoadSide us, String rival, LoadSide them) throws Exception {
        List<Load.Result> ours = new ArrayList<>();
        List<Load.Result> theirs = new ArrayList<>();
        for (int run = -1; run < runs; run++) {
            Load.Result our = us.load();
            Load.Result their = them.load();
            if (run >= 0) {
                ours.add(our);
                theirs.add(their);
            }
        }
        Load.Result our = median(ours);
        Load.Result their = median(theirs);
        System.out.printf(
                "  %.2f × %s: %s; %s (medians of %d)%n      DataLab %s%n      %s %s%n",
                our.perSecond() / their.perSecond(), rival, "events a second", what, runs, our, rival, their);
    }

    private static Load.Result median(List<Load.Result> results) {
        return results.stream()
                .sorted(Comparator.comparingDouble(Load.Result::perSecond))
                .toList()
                .get(results.size() / 2);
    }
}
