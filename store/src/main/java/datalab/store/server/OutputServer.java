package datalab.store.server;

import datalab.store.output.OutputTarget;

/** A server that outputs may be on. */
public interface OutputServer extends ConfiguredServer {

    /** Outputs on this server. Connects only when it is used, so that a server that is away does not hold a start up. */
    OutputTarget outputs();
}
