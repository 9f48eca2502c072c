package datalab.app;

import datalab.app.settings.Role;
import datalab.app.settings.Settings;
import datalab.http.HostNames;
import datalab.ingest.door.IngestLimits;
import datalab.log.embedded.EmbeddedKafka;
import datalab.process.batch.BatchSettings;
import datalab.web.WebSettings;
import datalab.web.page.MapTiles;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts the settings into those of each component. */
record StageSettings(Settings all) {

    BatchSettings batch() {
        String process = ManagementFactory.getRuntimeMXBean().getName(); // the process's number @ its host
        return new BatchSettings(process, all.batch().lease());
    }

    IngestLimits ingest() {
        Settings.Limits limits = all.limits();
        IngestLimits usual = IngestLimits.DEFAULT;
        return new IngestLimits(
                limits.eventBytes(), limits.inFlightBytes(), usual.roomWait(), usual.ackWait(), usual.retryAfter());
    }

    HostNames names() {
        return new HostNames(
                all.loopbackOnly(),
                Set.copyOf(all.http().names()),
                Set.copyOf(all.http().origins()));
    }

    WebSettings web() {
        Settings.Limits limits = all.limits();
        WebSettings usual = WebSettings.DEFAULT;
        return new WebSettings(
                limits.cacheBytes(),
                usual.queriesMax(),
                usual.queryWaitMax(),
                usual.exportsMax(),
                usual.exportMax(),
                limits.liveClients(),
                names(),
                all.roles().contains(Role.WEB),
                all.web().sql(),
                all.web()
                        .tiles()
                        .map(url -> new MapTiles(url, all.web().tilesCredit()))
                        .orElse(null));
    }

    /** How long the log keeps records at least; null where Kafka alone knows. */
    @Nullable
    Duration logRetention() {
        boolean isOurs = all.kafka().bootstrap().isEmpty();
        return all.kafka().retention().orElse(isOurs ? EmbeddedKafka.RETENTION : null);
    }
}
