package datalab.web.export;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What files tell of the rows in them. Nothing of when they were made, so that the same question of the same events gives the
 * same bytes.
 *
 * @param question the parameters that chose the rows
 */
record ExportDescription(Lab lab, ExportCut cut, String question) {

    Map<String, String> of(EventStream stream) {
        return of("stream", stream.name(), stream);
    }

    Map<String, String> of(ViewFold fold) {
        Map<String, String> about = of("view", fold.view().name(), fold.stream());
        Windows windows = fold.view().every();
        if (windows != null) {
            about.put("datalab.every", windows.length());
        }
        if (windows instanceof Windows.Calendar calendar) {
            about.put("datalab.every_zone", calendar.zone().getId());
        }
        return about;
    }

    private Map<String, String> of(String kind, String name, EventStream stream) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("datalab.lab", lab.name());
        about.put("datalab." + kind, name);
        about.put("datalab.title", lab.title());
        about.put("datalab.zone", stream.zone().getId());
        about.put("datalab.question", question);
        about.put("datalab.progress", cut.progress());
        return about;
    }
}
