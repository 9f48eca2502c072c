package datalab.lab.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each folder of testcases/quality: tests, events in the log's order, and the flags that they have in the end. */
class QualityCasesTest {
    private static final Path CASES = Path.of("testcases/quality");

    @TestFactory
    List<DynamicTest> flagsEachCaseAsExpected() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            return cases.sorted()
                    .map(folder -> dynamicTest(folder.getFileName().toString(), () -> check(folder)))
                    .toList();
        }
    }

    private static void check(Path folder) throws IOException {
        EventStream stream = QualityReadings.stream(Files.readString(folder.resolve("tests.yaml")));
        List<String> lines = Files.readAllLines(folder.resolve("events.csv"));
        Path expected = folder.resolve("expected.txt");

        List<String> inOneGo = flags(stream, lines, false);
        List<String> withStateKeptAsBytes = flags(stream, lines, true);

        if (Boolean.getBoolean("golden.write")) {
            Files.write(expected, inOneGo);
        }
        assertThat(inOneGo).isEqualTo(Files.readAllLines(expected));
        assertThat(withStateKeptAsBytes).isEqualTo(inOneGo);
    }

    private static List<String> flags(EventStream stream, List<String> lines, boolean asBytes) {
        QualityFold fold = new QualityFold(stream);
        Map<String, QualityState> states = new HashMap<>();
        List<String> flags = new ArrayList<>();
        for (int offset = 0; offset < lines.size(); offset++) {
            Event event = QualityReadings.event(stream, offset, lines.get(offset));
            QualityState state = states.computeIfAbsent(fold.key(event), key -> fold.decode(null));
            QualityResult checked = fold.check(state, event, Map.of());
            flags.add(lines.get(offset) + " " + fold.flagsJson(checked.flags()));
            if (checked.amendment() != null) {
                int earlier = (int) checked.amendment().at().offset();
                flags.set(
                        earlier,
                        lines.get(earlier) + " "
                                + fold.flagsJson(checked.amendment().flags()));
            }
            states.put(fold.key(event), asBytes ? fold.decode(state.encode()) : state);
        }
        return flags;
    }
}
