package datalab.ingest;

import datalab.access.Access;
import datalab.http.HostNames;
import datalab.ingest.door.Ingest;
import datalab.lab.Lab;
import datalab.log.feed.LogFeeds;
import datalab.mqtt.MqttBroker;
import datalab.tls.ListenerTls;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The dependencies that a source is given.
 *
 * @param ingest takes all of its events
 * @param access says who may send and read, for sources that others connect to
 * @param loaded the record of files already loaded
 * @param feeds new events, for sources that deliver them, too
 * @param brokers that inputs may come from, by the names that the settings give them
 * @param names under which this DataLab is known to browsers
 * @param tls of sources that listen
 * @param folder what is in it stays between starts of this process
 */
public record SourceContext(
        Ingest ingest,
        Access access,
        List<Lab> labs,
        LoadedFiles loaded,
        LogFeeds feeds,
        Map<String, MqttBroker> brokers,
        HostNames names,
        ListenerTls tls,
        Path folder,
        MeterRegistry meters) {
    public SourceContext {
        labs = List.copyOf(labs);
        brokers = Map.copyOf(brokers);
    }
}
