package datalab.ingest.file;

import datalab.ingest.ConfiguredSource;
import datalab.ingest.SourceSettings;
import datalab.ingest.SourceType;
import datalab.lab.Lab;
import java.util.List;

/** The files that labs bring along, among the sources. */
public final class FileSourceType implements SourceType {

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String title() {
        return "Files";
    }

    @Override
    public List<String> mistakes(Lab lab) {
        return CsvHeaderCheck.mistakes(lab);
    }

    @Override
    public ConfiguredSource configure(SourceSettings settings) {
        return context -> new FileSource(context.ingest(), context.labs(), context.loaded(), context.meters());
    }
}
