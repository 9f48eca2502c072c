package datalab.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents call by the name of a type is there: ARCHITECTURE.md, docs/lambda.md and the modules' READMEs. */
final class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAMED = Pattern.compile("`([A-Z][a-z]\\w*)`");
    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|interface|enum|record) ([A-Z]\\w*)");

    @Test
    void everyTypeThatADocumentNamesIsThere() throws IOException {
        Set<String> types = names(files(file -> file.toString().endsWith(".java")), DECLARED);

        List<String> missing = new ArrayList<>();
        for (Path document : files(DocumentsTest::isAboutCode)) {
            names(List.of(document), NAMED).stream()
                    .filter(name -> !types.contains(name))
                    .forEach(name -> missing.add(ROOT.relativize(document) + ": " + name));
        }

        assertThat(types).hasSizeGreaterThan(500);
        assertThat(missing).isEmpty();
    }

    private static boolean isAboutCode(Path file) {
        Path path = ROOT.relativize(file);
        return path.equals(Path.of("ARCHITECTURE.md"))
                || path.equals(Path.of("docs", "lambda.md"))
                || (path.endsWith("README.md") && path.getNameCount() == 2);
    }

    private static Set<String> names(List<Path> files, Pattern pattern) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : files) {
            Matcher matcher = pattern.matcher(Files.readString(file));
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    private static List<Path> files(Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> !file.toString().contains("/target/"))
                    .filter(Files::isRegularFile)
                    .filter(wanted)
                    .toList();
        }
    }
}
