package datalab.process.batch;

import datalab.lab.view.ViewFold;
import java.time.Instant;

/** What a person should know of a batch over a stream that drops old events, in a sentence. */
final class HorizonNote {
    private HorizonNote() {}

    /** @param isServed whether the definition was served before */
    static String ofRecompute(ViewFold fold, Instant from, boolean isServed, long copied) {
        String dropped = "events before " + from + " are dropped: ";
        String rows = copied == 1 ? "1 row was" : copied + " rows were";
        if (fold.view().every() == null) {
            return dropped
                    + (isServed
                            ? rows + " copied as served, as a view without windows is not folded again then"
                            : "what was changed counts those from then on");
        }
        return dropped
                + (isServed
                        ? rows + " copied as served, whose windows begin earlier"
                        : "rows begin at " + fold.wholeWindowFrom(from));
    }

    static String ofVerification(ViewFold fold, Instant from) {
        return "events before " + from + " are dropped: "
                + (fold.view().every() == null
                        ? "nothing is compared, as the view has no windows"
                        : "rows are compared from " + fold.wholeWindowFrom(from) + " on");
    }
}
