package datalab.process.forget;

import datalab.lab.Lab;
import datalab.lab.alert.AlertMessages;
import datalab.lab.output.Output;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.store.forget.ForgetNote;
import datalab.store.forget.ForgetRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What still has data of a key once archives and views have none: for how long, or who has to remove it. */
record RemainingData(Lab lab, ForgetRun run, @Nullable Duration logRetention) {
    /** A record goes with its segment, when the last one in that is too old. */
    private static final Duration SEGMENT_MAX = Duration.ofDays(7);

    List<ForgetNote> notes() {
        List<ForgetNote> notes = new ArrayList<>();
        Instant until = logRetention == null
                ? null
                : run.asked().plus(logRetention).plus(SEGMENT_MAX).truncatedTo(ChronoUnit.SECONDS);
        for (ForgetRun.Part part : run.parts()) {
            notes.add(
                    ForgetNote.remains(
                            "log",
                            lab.name() + "." + part.stream(),
                            until,
                            until == null
                                    ? "records stay for as long as Kafka's retention of the topic says"
                                    : "at the latest, where its segments are of 7 days at most, as Kafka makes them by itself"));
            EventStream stream = lab.streams().get(part.stream());
            if (stream == null) {
                notes.add(ForgetNote.remains("events", part.stream(), null, "lab.yaml has no such stream any more"));
            } else {
                ofStream(notes, stream);
            }
        }
        notes.add(ForgetNote.remains(
                "backups",
                lab.name(),
                null,
                "made before now have it until you delete them; after a restore, forget again"));
        return notes;
    }

    private void ofStream(List<ForgetNote> notes, EventStream stream) {
        outputs(
                notes,
                stream.name(),
                "rows stay as they were written: delete them there, or fill an empty table again");
        Set<String> made = new HashSet<>(Set.of(stream.name()));
        for (View view : lab.views().values()) {
            if (view.source().equals(stream.name())) {
                made.add(view.name());
                outputs(
                        notes,
                        view.name(),
                        "rows are deleted or changed as the view is; what mail and webhooks told stays");
                if (stream.retain() != null && !view.by().contains(stream.key())) {
                    notes.add(ForgetNote.remains(
                            "view",
                            view.name(),
                            null,
                            "rows from before the stream's horizon were made with it, and cannot be made anew"));
                }
            }
        }
        if (lab.alerts().values().stream().anyMatch(alert -> made.contains(alert.of()))) {
            notes.add(ForgetNote.remains(
                    "messages",
                    AlertMessages.STREAM,
                    null,
                    "messages of alerts of its groups stay as long as that stream"));
        }
    }

    private void outputs(List<ForgetNote> notes, String of, String detail) {
        for (Output output : lab.outputs().getOrDefault(of, List.of())) {
            notes.add(ForgetNote.remains("output", of + " to " + output.target(), null, detail));
        }
    }
}
