package datalab.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every dependency that a module names has its line of reason in docs/dependencies.md. */
final class DependenciesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ARTIFACT =
            Pattern.compile("<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");
    private static final Pattern DEPENDENCIES = Pattern.compile("<dependencies>(.*?)</dependencies>", Pattern.DOTALL);

    @Test
    void everyDependencyHasItsReason() throws IOException {
        String reasons = Files.readString(ROOT.resolve("docs/dependencies.md"));

        List<String> artifacts = artifacts();

        assertThat(artifacts).hasSizeGreaterThan(20);
        assertThat(artifacts)
                .filteredOn(artifact -> !reasons.contains(artifact))
                .isEmpty();
    }

    /** Of the modules, not of the parent, which only manages versions; platform variants count as their main artifact. */
    private static List<String> artifacts() throws IOException {
        List<String> artifacts = new ArrayList<>();
        try (Stream<Path> folders = Files.list(ROOT)) {
            for (Path pom : folders.map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                Matcher section =
                        DEPENDENCIES.matcher(Files.readString(pom).replaceAll("(?s)<exclusions>.*?</exclusions>", ""));
                while (section.find()) {
                    Matcher artifact = ARTIFACT.matcher(section.group(1));
                    while (artifact.find()) {
                        if (!artifact.group(1).equals("datalab")) {
                            artifacts.add(artifact.group(2).replaceFirst("-binaries-.*", ""));
                        }
                    }
                }
            }
        }
        return artifacts.stream().distinct().sorted().toList();
    }
}
