package datalab.store.postgres.embedded;

import java.nio.file.Path;

/** Another running DataLab uses the folder that PostgreSQL was to keep its data in. */
public final class PostgresFolderInUse extends RuntimeException {
    PostgresFolderInUse(Path folder) {
        super("the data folder " + folder
                + " is used by another running DataLab; stop that one or name another folder");
    }
}
