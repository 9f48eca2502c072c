package datalab.system;

import datalab.testkit.DataLabProcess;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One way in for users, as a program out there takes it. One thread uses it. */
interface WayIn extends AutoCloseable {

    /** What a sender knows of users it has sent. */
    enum Told {
        /** All are kept. */
        KEPT,
        /** The answer was lost: they may be kept or not. */
        NOTHING,
        /** Nobody was there to send them to. */
        NOT_SENT
    }

    /** How many users are sent in one go. */
    int atOnce();

    /** Sends users and waits for the answer. */
    Told send(List<SentUser> users);

    @Override
    default void close() {}

    /** One user a request, to the lab's own path. */
    record Http(DataLabProcess datalab) implements WayIn {
        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public Told send(List<SentUser> users) {
            String user = users.getFirst().json();
            return told(() -> datalab.post("/ingress/user", "application/json", user), answer -> true);
        }
    }

    /** Several lines a request, to the stream's path. */
    record Ndjson(DataLabProcess datalab) implements WayIn {
        @Override
        public int atOnce() {
            return 10;
        }

        @Override
        public Told send(List<SentUser> users) {
            String lines = users.stream().map(SentUser::json).collect(Collectors.joining("\n"));
            String all = "\"accepted\":" + users.size() + ",";
            return told(
                    () -> datalab.post("/labs/users/streams/users", "application/x-ndjson", lines),
                    answer -> answer.body().contains(all));
        }
    }

    private static Told told(Supplier<HttpResponse<String>> call, Predicate<HttpResponse<String>> isAll) {
        try {
            HttpResponse<String> answer = call.get();
            return answer.statusCode() / 100 == 2 && isAll.test(answer) ? Told.KEPT : Told.NOTHING;
        } catch (UncheckedIOException e) {
            return e.getCause() instanceof ConnectException ? Told.NOT_SENT : Told.NOTHING;
        }
    }
}
