package datalab.lab.forecast;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.forecast.Forecast;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stream that every lab with models has: what was expected of each event before it came, beside what came. */
public final class ScoreEvents {
    public static final String STREAM = "scores";
    public static final String SERIES = "series";
    public static final String MODEL = "model";
    public static final String HORIZON = "horizon";
    public static final String EVENT = "event";
    public static final String ISSUED = "issued";
    public static final String OBSERVED = "observed";
    public static final String EXPECTED = "expected";
    public static final String SD = "sd";
    public static final String LOWER = "lower";
    public static final String UPPER = "upper";
    public static final String ERROR = "error";
    public static final String CRPS = "crps";
    public static final String INSIDE = "inside";
    public static final String AT = "at";

    /** The share of values that the band holds where the model is right. */
    private static final double LEVEL = 0.95;

    private static final JsonFactory JSON = new JsonFactory();

    private ScoreEvents() {}

    /**
     * The stream of a lab.
     *
     * @param retain how old scores become; null keeps them for ever
     */
    public static EventStream stream(String lab, @Nullable Duration retain) {
        return new EventStream(
                        lab,
                        STREAM,
                        SERIES,
                        AT,
                        ZoneOffset.UTC,
                        List.of(
                                required(SERIES, Field.Type.STRING),
                                required(MODEL, Field.Type.STRING),
                                required(HORIZON, Field.Type.STRING),
                                required(EVENT, Field.Type.STRING),
                                required(ISSUED, Field.Type.TIME),
                                required(OBSERVED, Field.Type.NUMBER),
                                required(EXPECTED, Field.Type.NUMBER),
                                required(SD, Field.Type.NUMBER),
                                required(LOWER, Field.Type.NUMBER),
                                required(UPPER, Field.Type.NUMBER),
                                required(ERROR, Field.Type.NUMBER),
                                required(CRPS, Field.Type.NUMBER),
                                required(INSIDE, Field.Type.INTEGER)),
                        EventStream.Extra.REJECT,
                        List.of(SERIES, MODEL, HORIZON, EVENT),
                        StreamInputs.NONE,
                        List.of())
                .withRetain(retain);
    }

    /** A score as an event of that stream. */
    public static String json(Score score) {
        Model model = score.model();
        Forecast forecast = score.forecast();
        double lower = lower(forecast);
        double upper = upper(forecast);
        double observed = score.observed();
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField(SERIES, score.key());
            out.writeStringField(MODEL, model.name());
            out.writeStringField(
                    HORIZON, model.every().multipliedBy(score.steps()).toString());
            out.writeStringField(EVENT, score.event().at().toString());
            out.writeStringField(ISSUED, score.issued().toString());
            out.writeNumberField(OBSERVED, observed);
            out.writeNumberField(EXPECTED, forecast.mean());
            out.writeNumberField(SD, forecast.sd());
            out.writeNumberField(LOWER, lower);
            out.writeNumberField(UPPER, upper);
            out.writeNumberField(ERROR, forecast.mean() - observed);
            out.writeNumberField(CRPS, forecast.crps(observed));
            out.writeNumberField(INSIDE, lower <= observed && observed <= upper ? 1 : 0);
            out.writeStringField(AT, score.event().time().toString());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Where the band of a forecast begins. */
    public static double lower(Forecast forecast) {
        return forecast.quantile((1 - LEVEL) / 2);
    }

    /** Where it ends. */
    public static double upper(Forecast forecast) {
        return forecast.quantile((1 + LEVEL) / 2);
    }

    private static Field required(String name, Field.Type type) {
        return new Field(name, type, true, null, null, null);
    }
}
