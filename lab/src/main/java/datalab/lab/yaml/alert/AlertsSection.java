package datalab.lab.yaml.alert;

import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertMessages;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.stream.RetainSection;
import datalab.lab.yaml.syntax.LabNames;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.DeclaredView;
import datalab.lab.yaml.view.ViewSection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole of {@code alerts:}. What is not {@code out} or {@code retain}, which are of the stream of messages, is an alert. */
public final class AlertsSection {
    private static final int ALERTS_MAX = 100;
    private static final List<String> OF_MESSAGES = List.of(ViewSection.OUT, RetainSection.NAME);
    private static final String EXPECTED = "a map of alerts by name";

    private final String lab;
    private final Map<String, DeclaredStream> streams;
    private final Map<String, DeclaredView> views;

    public AlertsSection(String lab, Map<String, DeclaredStream> streams, Map<String, DeclaredView> views) {
        this.lab = lab;
        this.streams = streams;
        this.views = views;
    }

    /** The stream of messages of a lab with this section. */
    public static DeclaredStream messages(String lab, YamlValue section) {
        YamlMap map = section.isMap() ? section.map(EXPECTED) : null;
        return new DeclaredStream(
                AlertMessages.stream(lab, map == null ? null : RetainSection.read(map)), section.line(), true);
    }

    public Map<String, Alert> read(YamlValue section) {
        YamlMap map = section.map(EXPECTED);
        List<YamlValue> entries = map.others(OF_MESSAGES);
        if (section.isMap() && (entries.isEmpty() || entries.size() > ALERTS_MAX)) {
            section.refuseName(entries.size() + " alerts", "1 to " + ALERTS_MAX, null);
        }
        Map<String, Alert> alerts = new LinkedHashMap<>();
        for (YamlValue entry : entries.stream().limit(ALERTS_MAX).toList()) {
            LabNames.checkRelation(entry);
            Alert alert = new AlertSection(lab, streams, views).read(entry);
            if (alert != null) {
                alerts.put(entry.name(), alert);
            }
        }
        return alerts;
    }
}
