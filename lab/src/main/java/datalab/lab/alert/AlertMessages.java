package datalab.lab.alert;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stream that every lab with alerts has: what was told of them, each message an event. */
public final class AlertMessages {
    public static final String STREAM = "alerts";
    public static final String EPISODE = "episode";
    public static final String NUMBER = "number";
    public static final String ALERT = "alert";
    public static final String STATE = "state";
    public static final String GROUP = "group";
    public static final String SINCE = "since";
    public static final String UNTIL = "until";
    public static final String VALUE = "value";
    public static final String TITLE = "title";
    public static final String AT = "at";

    private AlertMessages() {}

    /**
     * The stream of a lab.
     *
     * @param retain how old messages become; null keeps them for ever
     */
    public static EventStream stream(String lab, @Nullable Duration retain) {
        return new EventStream(
                        lab,
                        STREAM,
                        EPISODE,
                        AT,
                        ZoneOffset.UTC,
                        List.of(
                                required(EPISODE, Field.Type.STRING),
                                required(NUMBER, Field.Type.INTEGER),
                                required(ALERT, Field.Type.STRING),
                                required(STATE, Field.Type.STRING),
                                optional(GROUP, Field.Type.STRING),
                                required(SINCE, Field.Type.TIME),
                                optional(UNTIL, Field.Type.TIME),
                                optional(VALUE, Field.Type.NUMBER),
                                required(TITLE, Field.Type.STRING)),
                        EventStream.Extra.REJECT,
                        List.of(EPISODE, NUMBER),
                        StreamInputs.NONE,
                        List.of())
                .withRetain(retain);
    }

    private static Field required(String name, Field.Type type) {
        return new Field(name, type, true, null, null, null);
    }

    private static Field optional(String name, Field.Type type) {
        return new Field(name, type, false, null, null, null);
    }
}
