package datalab.web;

import datalab.access.Access;
import datalab.access.oidc.OidcLogin;
import datalab.lab.Lab;
import datalab.store.Store;
import datalab.store.cache.SharedCache;
import datalab.web.live.LiveLogReads;
import datalab.web.rest.LabFileStatus;
import datalab.web.rest.StreamResume;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where everything that is served comes from.
 *
 * @param files what has become of the files of a stream, by its topic
 * @param mqttPort where MQTT listens, for the commands that the page shows
 * @param resume lets a stream go on after a gap
 * @param access says who asks
 * @param sharedCache the cache of answers that other processes share, too; null for none
 * @param login logs people in through a provider; null for none
 */
public record WebSources(
        List<Lab> labs,
        Store store,
        LiveLogReads log,
        Clock clock,
        Function<String, List<LabFileStatus>> files,
        int mqttPort,
        StreamResume resume,
        Access access,
        @Nullable SharedCache sharedCache,
        @Nullable OidcLogin login) {
    private static final int MQTT_PORT = 1883;

    public WebSources {
        labs = List.copyOf(labs);
    }

    /** Where nobody logs in through a provider. */
    public WebSources(
            List<Lab> labs,
            Store store,
            LiveLogReads log,
            Clock clock,
            Function<String, List<LabFileStatus>> files,
            int mqttPort,
            StreamResume resume,
            Access access,
            @Nullable SharedCache sharedCache) {
        this(labs, store, log, clock, files, mqttPort, resume, access, sharedCache, null);
    }

    /** Of labs without files, or where another process loads them, and where no stream can have a gap. */
    public WebSources(List<Lab> labs, Store store, LiveLogReads log, Clock clock) {
        this(
                labs,
                store,
                log,
                clock,
                topic -> List.of(),
                MQTT_PORT,
                (topic, acceptLoss) -> List.of(),
                Access.open(),
                null);
    }

    /** The same beside a cache that other processes share, too. */
    public WebSources with(SharedCache cache) {
        return new WebSources(labs, store, log, clock, files, mqttPort, resume, access, cache, login);
    }

    /** The same for those whom an access lets in. */
    public WebSources with(Access other) {
        return new WebSources(labs, store, log, clock, files, mqttPort, resume, other, sharedCache, login);
    }

    /** The same where people log in through a provider; null for none. */
    public WebSources with(@Nullable OidcLogin through) {
        return new WebSources(labs, store, log, clock, files, mqttPort, resume, access, sharedCache, through);
    }
}
