package datalab.ingest;

import datalab.lab.Lab;
import datalab.lab.input.HttpInput;
import datalab.lab.input.MqttInput;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The streams that the tests send to. */
public final class SampleStreams {
    /** As the lab of wireless sensors has it. */
    public static final EventStream READINGS = new EventStream(
            "sensors",
            "readings",
            "name",
            "timestamp",
            ZoneOffset.UTC,
            List.of(
                    new Field("name", Field.Type.STRING, true, null, 100.0, null),
                    new Field("value", Field.Type.NUMBER, false, -1000.0, 1000.0, "°C"),
                    new Field("count", Field.Type.INTEGER, false, null, null, null),
                    new Field("ok", Field.Type.BOOLEAN, false, null, null, null)),
            EventStream.Extra.KEEP,
            List.of(),
            StreamInputs.of(new MqttInput("sensors"), new MqttInput("sensors/#"), new HttpInput("/ingress/reading")),
            List.of());

    /** One that takes nothing but what it declares. */
    public static final EventStream STRICT = new EventStream(
            "sensors",
            "strict",
            null,
            null,
            ZoneOffset.UTC,
            List.of(new Field("value", Field.Type.NUMBER, true, null, null, null)),
            EventStream.Extra.REJECT,
            List.of(),
            StreamInputs.NONE,
            List.of());

    private SampleStreams() {}

    public static Lab sensors() {
        return new Lab(
                "sensors",
                "Wireless sensors",
                Path.of("."),
                Map.of(READINGS.name(), READINGS, STRICT.name(), STRICT),
                Map.of(),
                List.of());
    }
}
