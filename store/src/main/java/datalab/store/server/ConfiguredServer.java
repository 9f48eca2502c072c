package datalab.store.server;

import datalab.store.output.OutputTarget;

/** A server whose settings have been read. */
public interface ConfiguredServer {

    /** Outputs on this server. Connects only when it is used, so that a server that is away does not hold a start up. */
    OutputTarget outputs();
}
