package datalab.lab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.yaml.input.InputGrammars;
import datalab.lab.yaml.input.InputServers;
import datalab.lab.yaml.output.OutputServers;
import datalab.lab.yaml.syntax.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each folder of testcases/labfile: a lab.yaml, and the lab or the mistakes that come of it. */
class LabFileCasesTest {
    private static final Path CASES = Path.of("testcases/labfile");
    private static final LabGrammar GRAMMAR = new LabGrammar(
            InputGrammars.with(
                    List.of(),
                    InputServers.of(new TreeMap<>(Map.of("mysql", "jdbc", "plant", "mqtt", "hall", "mqtt")))),
            OutputServers.of(
                            new TreeMap<>(Map.of(
                                    "mysql", "table", "documents", "collection", "plant", "topic", "mail", "address")),
                            Set.of("documents"))
                    .sharing(Set.of("mail")));

    @TestFactory
    List<DynamicTest> readsEachCaseAsExpected() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            return cases.sorted()
                    .map(folder -> dynamicTest(folder.getFileName().toString(), () -> check(folder)))
                    .toList();
        }
    }

    private static void check(Path folder) throws IOException {
        Path expected = folder.resolve("expected.txt");
        String yaml = Files.readString(folder.resolve("lab.yaml"));

        String actual = text(LabFile.parse("lab.yaml", Path.of("/labs"), yaml, GRAMMAR));

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    private static String text(LabFile file) {
        return switch (file) {
            case LabFile.Invalid(List<Mistake> mistakes) ->
                mistakes.stream().map(mistake -> mistake + "\n").collect(Collectors.joining());
            case LabFile.Valid(Lab lab) -> text(lab);
        };
    }

    private static String text(Lab lab) {
        StringBuilder text = new StringBuilder(lab.name() + ": " + lab.title() + "\n");
        for (EventStream stream : lab.streams().values()) {
            text.append("stream ").append(stream.topic());
            text.append(" key=").append(stream.key()).append(" time=").append(stream.time());
            text.append(" ").append(stream.times()).append(" extra=").append(stream.extra());
            text.append(" unique=").append(stream.unique()).append(retained(stream.retain()));
            stream.fields().forEach(field -> text.append("  ").append(field).append("\n"));
            text.append("  ").append(stream.in()).append("\n");
            stream.quality().forEach(test -> text.append("  ").append(test).append("\n"));
        }
        lab.views().values().forEach(view -> {
            text.append("view ").append(view.name()).append(" of=").append(view.stream());
            text.append(" by=")
                    .append(view.by())
                    .append(" every=")
                    .append(view.every())
                    .append(view.meet() == null ? "" : " " + view.meet())
                    .append(view.origins().equals(View.OBSERVED) ? "" : " origin=" + view.originNames())
                    .append(retained(view.retain()));
            view.aggregates()
                    .forEach(aggregate -> text.append("  ").append(aggregate).append("\n"));
        });
        lab.schedules().forEach((view, schedule) -> text.append("batch of " + view + ": " + schedule + "\n"));
        lab.archives().forEach((name, place) -> text.append("archive of " + name + ": " + place + "\n"));
        lab.outputs()
                .forEach((name, outputs) -> outputs.forEach(output -> text.append("out of ")
                        .append(name)
                        .append(": ")
                        .append(output)
                        .append("\n")));
        Stream.concat(lab.alerts().values().stream(), lab.models().values().stream())
                .forEach(each -> text.append(each).append("\n"));
        lab.routes().forEach(route -> text.append(route).append("\n"));
        return text.toString();
    }

    private static String retained(@Nullable Duration retain) {
        return retain == null ? "\n" : " retain=" + retain + "\n";
    }
}
