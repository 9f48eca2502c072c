package datalab.web;

import datalab.lab.Lab;
import datalab.store.Store;
import datalab.web.live.LiveLogReads;
import datalab.web.rest.LabFileStatus;
import datalab.web.rest.StreamResume;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/**
 * Where everything that is served comes from.
 *
 * @param files what has become of the files of a stream, by its topic
 * @param mqttPort where MQTT listens, for the commands that the page shows
 * @param resume lets a stream go on after a gap
 */
public record WebSources(
        List<Lab> labs,
        Store store,
        LiveLogReads log,
        Clock clock,
        Function<String, List<LabFileStatus>> files,
        int mqttPort,
        StreamResume resume) {
    private static final int MQTT_PORT = 1883;

    public WebSources {
        labs = List.copyOf(labs);
    }

    /** Of labs without files, or where another process loads them, and where no stream can have a gap. */
    public WebSources(List<Lab> labs, Store store, LiveLogReads log, Clock clock) {
        this(labs, store, log, clock, topic -> List.of(), MQTT_PORT, (topic, acceptLoss) -> List.of());
    }
}
