package datalab.runtime;

import java.nio.file.Path;

/** Another process, or another part of this one, uses the folder. */
public final class FolderInUse extends RuntimeException {
    FolderInUse(Path folder) {
        super("the data folder " + folder
                + " is used by another running DataLab; stop that one or name another folder");
    }
}
