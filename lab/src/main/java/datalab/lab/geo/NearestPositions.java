package datalab.lab.geo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nearest of many places. A k-d tree over straight lines through the earth, which are never longer than the paths
 * over it and so rule out most places without computing a path. Immutable once made.
 */
public final class NearestPositions {
    /** Far more than straight lines are rounded by. */
    private static final double SLACK_METRES = 1e-6;

    private static final int AXES = 3;

    private final List<PlaceAndTime> places;
    private final double[][] cartesian;
    /** Places as a tree: the middle of a range is its root, what lies before it has no greater coordinate on its axis. */
    private final int[] order;

    private final byte[] axis;
    /** Of each root with all below it: when the first place begins to count, and when the last has ended. */
    private final long[] earliest;

    private final long[] latest;

    /**
     * A place and how far it is.
     *
     * @param place its index among the places
     */
    public record Found(int place, double metres) {}

    public NearestPositions(List<PlaceAndTime> places) {
        this.places = List.copyOf(places);
        int count = places.size();
        this.cartesian = new double[count][];
        this.order = new int[count];
        for (int i = 0; i < count; i++) {
            cartesian[i] =
                    Wgs84.cartesian(places.get(i).latitude(), places.get(i).longitude());
            order[i] = i;
        }
        this.axis = new byte[count];
        this.earliest = new long[count];
        this.latest = new long[count];
        plant(0, count);
    }

    /** The nearest place that counts at a time, the first of equally near ones; null where none is within these metres. */
    public @Nullable Found within(double metres, double latitude, double longitude, long micros) {
        Search search = new Search(latitude, longitude, micros, metres);
        search.below(0, order.length);
        return search.found < 0 ? null : new Found(search.found, search.best);
    }

    private void plant(int low, int high) {
        if (low >= high) {
            return;
        }
        int root = (low + high) >>> 1;
        axis[root] = widest(low, high);
        select(low, high - 1, root, axis[root]);
        plant(low, root);
        plant(root + 1, high);
        PlaceAndTime place = places.get(order[root]);
        earliest[root] = place.fromMicros();
        latest[root] = place.toMicros();
        inherit(root, low, root);
        inherit(root, root + 1, high);
    }

    private void inherit(int root, int low, int high) {
        if (low < high) {
            int child = (low + high) >>> 1;
            earliest[root] = Math.min(earliest[root], earliest[child]);
            latest[root] = Math.max(latest[root], latest[child]);
        }
    }

    private byte widest(int low, int high) {
        byte widest = 0;
        double width = -1;
        for (byte a = 0; a < AXES; a++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = low; i < high; i++) {
                least = Math.min(least, cartesian[order[i]][a]);
                most = Math.max(most, cartesian[order[i]][a]);
            }
            if (most - least > width) {
                width = most - least;
                widest = a;
            }
        }
        return widest;
    }

    /** Hoare's quickselect: puts what belongs at {@code wanted} there, nothing greater before it, nothing less after it. */
    private void select(int first, int last, int wanted, int a) {
        int low = first;
        int high = last;
        while (low < high) {
            double pivot = cartesian[order[(low + high) >>> 1]][a];
            int i = low;
            int j = high;
            while (i <= j) {
                while (cartesian[order[i]][a] < pivot) {
                    i++;
                }
                while (cartesian[order[j]][a] > pivot) {
                    j--;
                }
                if (i <= j) {
                    int swapped = order[i];
                    order[i++] = order[j];
                    order[j--] = swapped;
                }
            }
            if (wanted <= j) {
                high = j;
            } else if (wanted >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    /** One traversal of the tree. */
    private final class Search {
        private final double latitude;
        private final double longitude;
        private final long micros;
        private final double[] point;
        private double best;
        private int found = -1;

        Search(double latitude, double longitude, long micros, double metres) {
            this.latitude = latitude;
            this.longitude = longitude;
            this.micros = micros;
            this.point = Wgs84.cartesian(latitude, longitude);
            this.best = metres;
        }

        void below(int low, int high) {
            if (low >= high) {
                return;
            }
            int root = (low + high) >>> 1;
            if (micros < earliest[root] || micros >= latest[root]) {
                return;
            }
            consider(order[root]);
            double beyond = point[axis[root]] - cartesian[order[root]][axis[root]];
            boolean before = beyond < 0;
            below(before ? low : root + 1, before ? root : high);
            if (Math.abs(beyond) <= best + SLACK_METRES) {
                below(before ? root + 1 : low, before ? high : root);
            }
        }

        private void consider(int index) {
            PlaceAndTime place = places.get(index);
            if (!place.isAt(micros) || straight(cartesian[index]) > best + SLACK_METRES) {
                return;
            }
            double metres = isSamePosition(place) ? best : metresTo(place);
            if (metres < best || (metres == best && (found < 0 || index < found))) {
                best = metres;
                found = index;
            }
        }

        /** Many places may be one position: its path is computed once. */
        private boolean isSamePosition(PlaceAndTime place) {
            return found >= 0
                    && places.get(found).latitude() == place.latitude()
                    && places.get(found).longitude() == place.longitude();
        }

        private double metresTo(PlaceAndTime place) {
            return Wgs84.metres(place.latitude(), place.longitude(), latitude, longitude);
        }

        private double straight(double[] other) {
            double x = point[0] - other[0];
            double y = point[1] - other[1];
            double z = point[2] - other[2];
            return Math.sqrt(x * x + y * y + z * z);
        }
    }
}
