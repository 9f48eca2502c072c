package datalab.app;

import datalab.ingest.file.FileSource;
import datalab.web.rest.LabFileStatus;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Shows what has become of the files of a stream; ingest and web do not know each other. Thread-safe. */
record FilesOnShow(FileSource files) implements Function<String, List<LabFileStatus>> {

    @Override
    public List<LabFileStatus> apply(String topic) {
        return files.states().stream()
                .filter(file -> file.topic().equals(topic))
                .map(file -> new LabFileStatus(file.name(), file.kind().name().toLowerCase(Locale.ROOT), file.detail()))
                .toList();
    }
}
