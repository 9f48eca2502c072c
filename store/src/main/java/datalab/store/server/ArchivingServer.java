package datalab.store.server;

import datalab.store.elsewhere.ArchiveServer;

/** A server that archives of streams can be on. */
public interface ArchivingServer extends ConfiguredServer {

    /** Archives on this server. Connects only when it is used, so that a server that is away does not hold a start up. */
    ArchiveServer archives();
}
