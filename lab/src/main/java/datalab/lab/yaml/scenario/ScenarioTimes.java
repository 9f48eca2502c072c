package datalab.lab.yaml.scenario;

import datalab.lab.time.ParsedTime;
import datalab.lab.time.TimeReader;
import datalab.lab.time.TimeRule;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The times of a scenario, which are of its zone where they name none. */
final class ScenarioTimes {
    private static final String EXPECTED =
            "a time such as 2014-10-01T00:00:00Z, or 2014-10-01 or 2014-10-01T06:00 in the scenario's zone";

    private final TimeReader reader;

    ScenarioTimes(ZoneId zone) {
        this.reader = new TimeReader(TimeRule.in(zone));
    }

    @Nullable
    Instant read(YamlValue value) {
        String text = value.text(EXPECTED);
        if (text == null) {
            return null;
        }
        if (reader.read(text) instanceof ParsedTime.Known(Instant time)) {
            return time;
        }
        value.refuse(EXPECTED);
        return null;
    }
}
