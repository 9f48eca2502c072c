package datalab.ingest.file;

import datalab.lab.Lab;
import datalab.lab.input.CsvInput;
import datalab.lab.stream.EventStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks at the files that a lab brings along without loading them. */
public final class CsvHeaderCheck {
    private CsvHeaderCheck() {}

    /** A sentence for each file that could not be loaded, since its header is wrong or it cannot be read. */
    public static List<String> mistakes(Lab lab) {
        List<String> mistakes = new ArrayList<>();
        for (EventStream stream : lab.streams().values()) {
            for (CsvInput input : stream.in().of(CsvInput.class)) {
                mistakes.addAll(mistakes(lab, stream, input.pattern()));
            }
        }
        return mistakes;
    }

    private static List<String> mistakes(Lab lab, EventStream stream, String pattern) {
        try {
            List<CsvFile> files = CsvFile.matching(stream, lab.folder(), pattern);
            List<String> mistakes = new ArrayList<>();
            for (CsvFile file : files) {
                String wrong = file.wrongHeader();
                if (wrong != null) {
                    mistakes.add(file.path() + ": " + wrong);
                }
            }
            return mistakes;
        } catch (IOException e) {
            return List.of(lab.folder() + ": the files " + pattern + " cannot be listed: " + e.getMessage());
        }
    }
}
