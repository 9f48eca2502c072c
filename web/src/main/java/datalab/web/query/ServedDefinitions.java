package datalab.web.query;

import datalab.lab.view.ViewFold;
import datalab.store.result.IncompatibleChange;
import datalab.store.view.ViewReader;
import datalab.web.http.HttpProblem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Determines which definition of a view to serve, or that it is still being built. */
public final class ServedDefinitions {
    private static final Duration BUILD_WAIT = Duration.ofSeconds(5);

    private ServedDefinitions() {}

    /** The declared one, or the one before while that is built; 503 where there was none. */
    public static ViewFold of(ViewReader views, ViewFold declared) {
        return of(() -> views.served(declared), declared);
    }

    /** The same, where it is asked for elsewhere. */
    public static ViewFold of(Supplier<Optional<ViewFold>> served, ViewFold declared) {
        try {
            return served.get().orElseThrow(() -> building(declared));
        } catch (IncompatibleChange e) {
            throw HttpProblem.unavailable(
                    "view " + declared.view().name() + " is served as a newer lab.yaml of another process declares it;"
                            + " this process must be restarted with that",
                    BUILD_WAIT);
        }
    }

    public static HttpProblem building(ViewFold declared) {
        String view =
                "/labs/" + declared.view().lab() + "/views/" + declared.view().name();
        return HttpProblem.unavailable(
                "view " + declared.view().name() + " is being built from the archive; GET " + view
                        + "/batches tells how far it is",
                BUILD_WAIT);
    }
}
