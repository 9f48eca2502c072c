package datalab.app.retention;

import datalab.app.settings.Settings;
import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.log.KafkaLog;
import datalab.process.retention.ExpiringEvents;
import datalab.process.retention.ExpiringRejects;
import datalab.process.retention.ExpiringRows;
import datalab.process.retention.ExpiringView;
import datalab.process.retention.RetentionLayer;
import datalab.store.postgres.PostgresStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What is dropped once it is old enough, as labs and settings say. */
public record ExpiringData(Settings.Rejects rejects, List<Lab> labs, Clock clock) {

    /** Rejects and rows of views. */
    public RetentionLayer batches(PostgresStore store, MeterRegistry meters) {
        List<ExpiringRows> expiring = new ArrayList<>();
        rejects.retain().ifPresent(retain -> expiring.add(new ExpiringRejects(store.rejects(), retain)));
        labs.stream().flatMap(lab -> lab.views().values().stream()).forEach(view -> {
            if (view.retain() != null) {
                expiring.add(new ExpiringView(view, view.retain(), store));
            }
        });
        return new RetentionLayer(expiring, meters, clock);
    }

    /** Events; by those who have the log, as it says whether all is processed. */
    public RetentionLayer events(PostgresStore store, KafkaLog log, MeterRegistry meters) {
        List<ExpiringRows> expiring = new ArrayList<>();
        for (Lab lab : labs) {
            for (EventStream stream : lab.streams().values()) {
                if (stream.retain() != null) {
                    expiring.add(new ExpiringEvents(stream, stream.retain(), store, log::ends));
                }
            }
        }
        return new RetentionLayer(expiring, meters, clock);
    }
}
