package datalab.log.embedded;

import java.nio.file.Path;

/** Another process, or another broker of this one, uses the data folder. */
public final class BrokerFolderInUse extends RuntimeException {
    public BrokerFolderInUse(Path folder) {
        super("the data folder " + folder + " is in use by another process");
    }
}
