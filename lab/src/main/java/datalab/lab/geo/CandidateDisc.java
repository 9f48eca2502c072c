package datalab.lab.geo;

import com.google.common.geometry.S2CellId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All positions within a radius of a center, in a range of time as in {@link PlaceAndTime}. */
public record CandidateDisc(double latitude, double longitude, double metres, long fromMicros, long toMicros) {

    /**
     * Discs that hold everything within these metres of any of many places, and half as far again at most: one for places
     * that lie close together, with disjoint times.
     */
    public static List<CandidateDisc> around(List<PlaceAndTime> places, double metres) {
        int level = S2Cells.levelWithin(metres / 2);
        Map<Long, List<PlaceAndTime>> groups = new TreeMap<>();
        for (PlaceAndTime place : places) {
            long cell = S2CellId.fromPoint(S2Cells.point(place.latitude(), place.longitude()))
                    .parent(level)
                    .id();
            groups.computeIfAbsent(cell, key -> new ArrayList<>()).add(place);
        }
        List<CandidateDisc> discs = new ArrayList<>();
        groups.values().forEach(group -> addTo(discs, group, metres));
        return discs;
    }

    private static void addTo(List<CandidateDisc> discs, List<PlaceAndTime> group, double metres) {
        PlaceAndTime centre = group.getFirst();
        double farthest = group.stream()
                .mapToDouble(place ->
                        Wgs84.metres(centre.latitude(), centre.longitude(), place.latitude(), place.longitude()))
                .max()
                .orElse(0);
        group.sort(Comparator.comparingLong(PlaceAndTime::fromMicros));
        int first = discs.size();
        for (PlaceAndTime place : group) {
            CandidateDisc last = discs.size() > first ? discs.getLast() : null;
            if (last != null && place.fromMicros() <= last.toMicros()) {
                discs.set(discs.size() - 1, last.until(Math.max(last.toMicros(), place.toMicros())));
            } else {
                discs.add(new CandidateDisc(
                        centre.latitude(),
                        centre.longitude(),
                        metres + farthest,
                        place.fromMicros(),
                        place.toMicros()));
            }
        }
    }

    /** How far that is at most on a sphere of another radius, where angles stand for the same latitudes and longitudes. */
    public double metresOnSphere(double radiusMetres) {
        return metres * (radiusMetres / Wgs84.CURVATURE_RADIUS_MIN_METRES);
    }

    private CandidateDisc until(long micros) {
        return new CandidateDisc(latitude, longitude, metres, fromMicros, micros);
    }
}
