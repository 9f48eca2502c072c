package datalab.cli.simulate.conference;

import java.util.ArrayList;
import java.util.List;

/** What is on: in each hour a talk and a break, and lunch for an hour in the middle of a day that is long enough. */
final class Programme {
    private static final double HOUR = 3_600;
    private static final double TALK = 45 * 60;
    private static final int HOURS_WITH_LUNCH = 4;

    private final List<Session> sessions = new ArrayList<>();

    Programme(int hours) {
        for (int hour = 0; hour < hours; hour++) {
            double from = hour * HOUR;
            if (hours >= HOURS_WITH_LUNCH && hour == hours / 2) {
                sessions.add(new Session(Kind.LUNCH, from, from + HOUR));
            } else {
                sessions.add(new Session(Kind.TALK, from, from + TALK));
                sessions.add(new Session(Kind.BREAK, from + TALK, from + HOUR));
            }
        }
    }

    enum Kind {
        TALK,
        BREAK,
        LUNCH
    }

    /**
     * Something that is on.
     *
     * @param from seconds after the opening, as {@code to}
     */
    record Session(Kind kind, double from, double to) {}

    double seconds() {
        return sessions.getLast().to();
    }

    /** What is on; the last thing once all is over. */
    Session at(double seconds) {
        return sessions.stream()
                .filter(session -> seconds < session.to())
                .findFirst()
                .orElse(sessions.getLast());
    }
}
