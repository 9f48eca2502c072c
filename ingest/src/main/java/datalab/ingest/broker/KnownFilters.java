package datalab.ingest.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The filters that a session may have at its broker, so that those that lab.yaml no longer has can be taken back. */
final class KnownFilters {
    private final BrokerFolder folder;
    private final Path file;

    KnownFilters(BrokerFolder folder, Path file) {
        this.folder = folder;
        this.file = file;
    }

    /** Those that are not wanted any more. Notes the wanted ones, too, before the broker is asked for them. */
    List<String> unwanted(List<String> wanted) {
        Set<String> all = new LinkedHashSet<>(folder.read(file));
        List<String> unwanted = new ArrayList<>(all);
        unwanted.removeAll(wanted);
        if (all.addAll(wanted)) {
            folder.write(file, List.copyOf(all));
        }
        return unwanted;
    }

    /** The broker has these, and no others. */
    void set(List<String> filters) {
        if (!folder.read(file).equals(filters)) {
            folder.write(file, filters);
        }
    }
}
