package datalab.lab.quality;

import datalab.forecast.Forecast;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.quality.QualityResult.Amendment;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.QualityTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The quality tests of a stream as a pure fold over the events of each key, in the order of the log: the same log gives
 * the same flags, however often it is read, where models expect the same. The tests are those of the U.S. IOOS "Manual for
 * Real-Time Quality Control of In-situ Temperature and Salinity Data" (QARTOD, version 2.0, January 2016): gross range (test 4),
 * climatology (5), spike (6), rate of change (7) and flat line (8), with the last two over event time instead of numbers of
 * samples; and residuals of any model.
 *
 * <p>An event whose time is not later than that of all before it under its key is judged by gross range and models alone; the
 * other tests say "not evaluated" of it, and remember nothing of it. So is one that was modelled or simulated: it stands beside
 * what was observed of its key, not among it. A spike shows one event later, so it comes as an
 * {@link Amendment} to the event before.
 *
 * <p>Thread-safe; the {@link QualityState}s it hands out are not.
 */
public final class QualityFold {
    private static final String AGGREGATE = "aggregate";

    private final int keyIndex;
    private final int fingerprint;
    private final int flagCount;
    private final List<FieldTests> fields;

    public QualityFold(EventStream stream) {
        this.keyIndex = stream.key() == null ? -1 : stream.indexOf(stream.key());
        this.fields = fields(stream);
        this.flagCount = stream.quality().size();
        this.fingerprint = fingerprint(fields);
    }

    /** Whether the stream has no tests, so that its events have no flags. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Under which key the event's state is kept: the text of its key field, or nothing where the stream has no key. */
    public String key(Event event) {
        Object key = keyIndex < 0 ? null : event.value(keyIndex);
        return key == null ? "" : key.toString();
    }

    /** The state that was kept of a key, or a new one where there is none or the tests have changed since. */
    public QualityState decode(byte @Nullable [] kept) {
        QualityState state = kept == null ? null : QualityState.decode(kept, fingerprint, fields.size());
        return state == null ? new QualityState(fingerprint, fields.size()) : state;
    }

    /**
     * Tests one event and remembers it in the state of its key.
     *
     * @param expected what models expected of it, by their names; those that did not are left out
     */
    public QualityResult check(QualityState state, Event event, Map<String, Forecast> expected) {
        long micros = EpochMicros.of(event.time());
        byte[] flags = new byte[flagCount];
        if (event.payload().origin() != Origin.OBSERVED || !state.isBefore(micros)) {
            for (FieldTests field : fields) {
                field.checkLate(field.value(event), expected, flags);
            }
            return new QualityResult(flags, null);
        }
        Amendment amendment = amendment(state, event);
        for (int i = 0; i < fields.size(); i++) {
            FieldTests field = fields.get(i);
            field.check(field.value(event), micros, expected, state.fields[i], flags);
        }
        state.advance(event.at(), micros, flags);
        return new QualityResult(flags, amendment);
    }

    private @Nullable Amendment amendment(QualityState state, Event event) {
        byte[] flags = state.flags.clone();
        boolean amended = false;
        for (int i = 0; i < fields.size(); i++) {
            FieldTests field = fields.get(i);
            amended |= field.amend(field.value(event), state.fields[i], flags);
        }
        return amended ? new Amendment(state.at(), EpochMicros.instant(state.micros), flags) : null;
    }

    /**
     * The flags as the text of a JSON object by field and test, such as {@code {"value":{"gross_range":1,"spike":2,
     * "aggregate":1}}}. The aggregate is the worst of the field's flags.
     */
    public String flagsJson(byte[] flags) {
        StringBuilder json = new StringBuilder("{");
        for (FieldTests field : fields) {
            json.append(json.length() == 1 ? "\"" : ",\"").append(field.field()).append("\":{");
            byte aggregate = QartodFlags.NOT_EVALUATED;
            for (int i = 0; i < field.tests().size(); i++) {
                byte flag = flags[field.firstFlag() + i];
                aggregate = QartodFlags.rollUp(aggregate, flag);
                json.append('"')
                        .append(field.tests().get(i).name())
                        .append("\":")
                        .append(flag)
                        .append(',');
            }
            json.append('"').append(AGGREGATE).append("\":").append(aggregate).append('}');
        }
        return json.append('}').toString();
    }

    /**
     * The flags that most events have, as {@link #flagsJson} writes them: all tests passed, with or without the spikes that
     * the next event tells, and with or without what models expect, which are not fitted at first; and only the gross range
     * passed, as of a key's first event. Empty where there are no tests.
     */
    public Set<String> usualFlags() {
        if (isEmpty()) {
            return Set.of();
        }
        Set<String> usual = new LinkedHashSet<>();
        usual.add(flagsJson(flags(test -> true)));
        usual.add(flagsJson(flags(test -> !(test instanceof QualityTest.Spike))));
        usual.add(flagsJson(flags(test -> !(test instanceof QualityTest.Residual))));
        usual.add(
                flagsJson(flags(test -> !(test instanceof QualityTest.Spike || test instanceof QualityTest.Residual))));
        usual.add(flagsJson(flags(test -> test instanceof QualityTest.GrossRange)));
        return usual;
    }

    private byte[] flags(Predicate<QualityTest> passed) {
        byte[] flags = new byte[flagCount];
        for (FieldTests field : fields) {
            for (int i = 0; i < field.tests().size(); i++) {
                boolean pass = passed.test(field.tests().get(i));
                flags[field.firstFlag() + i] = pass ? QartodFlags.PASS : QartodFlags.NOT_EVALUATED;
            }
        }
        return flags;
    }

    private static List<FieldTests> fields(EventStream stream) {
        Map<String, List<QualityTest>> byField = new LinkedHashMap<>();
        for (QualityTest test : stream.quality()) {
            byField.computeIfAbsent(test.field(), field -> new ArrayList<>()).add(test);
        }
        List<FieldTests> fields = new ArrayList<>();
        int flag = 0;
        for (Map.Entry<String, List<QualityTest>> entry : byField.entrySet()) {
            fields.add(new FieldTests(entry.getKey(), stream.indexOf(entry.getKey()), flag, entry.getValue()));
            flag += entry.getValue().size();
        }
        return fields;
    }

    /** Identifies these tests in stored states; others have their fields and flags elsewhere. */
    private static int fingerprint(List<FieldTests> fields) {
        CRC32 crc = new CRC32();
        for (FieldTests field : fields) {
            crc.update(field.tests().toString().getBytes(StandardCharsets.UTF_8));
        }
        return (int) crc.getValue();
    }
}
