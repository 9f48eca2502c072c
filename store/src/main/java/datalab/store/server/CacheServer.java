package datalab.store.server;

import datalab.store.cache.SharedCache;
import io.micrometer.core.instrument.MeterRegistry;

/** A server that the processes of a DataLab may share a cache on. */
public interface CacheServer extends ConfiguredServer {

    /** The cache on this server. Connects when it is started, in the background. */
    SharedCache cache(MeterRegistry meters);
}
