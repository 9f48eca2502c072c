package datalab.web.rest;

import datalab.lab.view.ViewFold;
import datalab.store.IncompatibleChange;
import datalab.store.ViewReader;
import datalab.web.http.NoAnswer;
import java.time.Duration;

/** The definitions of views that readers are answered with. */
final class Served {
    private static final Duration BUILD_WAIT = Duration.ofSeconds(5);

    private Served() {}

    /** The declared one, or the one before while that is built; 503 where there was none. */
    static ViewFold of(ViewReader views, ViewFold declared) {
        try {
            return views.served(declared).orElseThrow(() -> building(declared));
        } catch (IncompatibleChange e) {
            throw NoAnswer.unavailable(
                    "view " + declared.view().name() + " is served as a newer lab.yaml of another process declares it;"
                            + " this process must be restarted with that",
                    BUILD_WAIT);
        }
    }

    static NoAnswer building(ViewFold declared) {
        String view =
                "/labs/" + declared.view().lab() + "/views/" + declared.view().name();
        return NoAnswer.unavailable(
                "view " + declared.view().name() + " is being built from the archive; GET " + view
                        + "/batches tells how far it is",
                BUILD_WAIT);
    }
}
