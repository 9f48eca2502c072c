package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.cli.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code datalab}, as far as it goes without building. */
final class LauncherIT {
    private static final Path LAUNCHER = Path.of("../datalab").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void helpsWithoutJavaThroughLinksFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("a link"), LAUNCHER);
        Path linkToLink = Files.createSymbolicLink(folder.resolve("another"), link.getFileName());

        Ran help = Ran.command(List.of(linkToLink.toString()), Map.of("DATALAB_JAVA_HOME", "/nowhere"));

        assertThat(help.exit()).isZero();
        assertThat(help.output()).isEqualTo(Main.helpText());
    }

    @Test
    void helpsWithItsOwnTestsInItsOwnWords() throws Exception {
        Map<String, String> nowhere = Map.of("DATALAB_JAVA_HOME", "/nowhere");

        Ran option = Ran.command(List.of(LAUNCHER.toString(), "test", "--help"), nowhere);
        Ran command = Ran.command(List.of(LAUNCHER.toString(), "help", "test"), nowhere);

        assertThat(option.exit()).isZero();
        assertThat(option.output()).contains("Usage: ./datalab test", "Ends with 0 where all tests passed");
        assertThat(command.output()).isEqualTo(option.output());
    }

    @Test
    void namesTheVariableThatPointsNowhere() throws Exception {
        Ran run = Ran.command(List.of(LAUNCHER.toString(), "version"), Map.of("DATALAB_JAVA_HOME", "/nowhere"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).isEqualTo("datalab: DATALAB_JAVA_HOME is /nowhere, which holds no JDK 21 or newer.\n");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJdk() throws Exception {
        // A copy of the script that looks for a JDK nobody has yet.
        String script = Files.readString(LAUNCHER).replace("java_min=21", "java_min=99");
        Path copy = Files.writeString(folder.resolve("datalab"), script);

        Ran run = Ran.command(List.of("bash", copy.toString(), "version"), Map.of());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("no JDK 99 or newer was found", "apt install", "DATALAB_JAVA_HOME");
    }

    @Test
    void namesWhatWasSkippedAndWhyBeforeTheTotals() throws Exception {
        Ran run = testsWithASkip(Map.of());

        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).endsWith("""
                skipped: MapIT (a "Chromium" & its fonts are missing)
                skipped: OneIT.mounts (root is missing)
                2 passed, 0 failed, 2 skipped
                """);
    }

    @Test
    void takesASkipForAFailureWhereEverythingIsToBeTested() throws Exception {
        Ran run = testsWithASkip(Map.of("DATALAB_TEST_ALL", "1"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output())
                .contains("DATALAB_TEST_ALL is 1, and some tests were skipped")
                .endsWith("2 passed, 0 failed, 2 skipped\n");
    }

    /** The JVM has the names of files in the machine's encoding, which is ASCII where no language is set. */
    @Test
    void hasNamesOfFilesInUtf8() throws Exception {
        Path copy = Files.copy(LAUNCHER, folder.resolve("datalab"));
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"21\"\n");
        for (String program : List.of("java", "javac")) {
            Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\necho \"$LC_ALL\"\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Files.createFile(
                Files.createDirectories(folder.resolve("cli/target/datalab")).resolve("built"));
        String jdk = folder.resolve("jdk").toString();

        Ran none = Ran.command(
                List.of("bash", copy.toString(), "version"), Map.of("DATALAB_JAVA_HOME", jdk, "LC_ALL", "C"));
        Ran other = Ran.command(
                List.of("bash", copy.toString(), "version"), Map.of("DATALAB_JAVA_HOME", jdk, "LC_ALL", "C.utf8"));

        assertThat(none.output()).isEqualTo("C.UTF-8\n");
        assertThat(other.output()).isEqualTo("C.utf8\n");
    }

    @Test
    void namesWhatFailedAndWhyBeforeTheTotals() throws Exception {
        Ran run = testsThatLeave("""
                <testsuite name="datalab.system.OneIT" tests="3" errors="1" skipped="0" failures="1">
                  <testcase name="adds(int)" classname="datalab.system.OneIT" time="0.1">
                    <failure message="expected &lt;1&gt;&#10;but was &lt;2&gt;" type="x"><![CDATA[at datalab]]></failure>
                  </testcase>
                  <testcase name="opens" classname="datalab.system.TwoIT" time="0.1">
                    <error type="java.io.EOFException"><![CDATA[at datalab]]></error>
                  </testcase>
                  <testcase name="works" classname="datalab.system.TwoIT" time="0.1"/>
                </testsuite>
                """, Map.of());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).endsWith("""
                failed: OneIT.adds (expected <1> but was <2>)
                failed: TwoIT.opens (java.io.EOFException)
                1 passed, 2 failed, 0 skipped
                """);
    }

    private Ran testsWithASkip(Map<String, String> environment) throws Exception {
        return testsThatLeave("""
                <testsuite name="datalab.system.OneIT" tests="4" errors="0" skipped="2" failures="0">
                  <testcase name="works" classname="datalab.system.OneIT" time="0.1"/>
                  <testcase name="mounts(Path)" classname="datalab.system.OneIT" time="0.1">
                    <skipped message="Assumption failed: root is missing"><![CDATA[org.opentest4j]]></skipped>
                  </testcase>
                  <testcase name="worksToo" classname="datalab.system.OneIT" time="0.1"/>
                  <testcase name="" classname="datalab.system.MapIT" time="0">
                    <skipped message="a &quot;Chromium&quot; &amp; its fonts are missing" type="x"/>
                  </testcase>
                </testsuite>
                """, environment);
    }

    /** `./datalab test` of a folder whose Maven runs nothing and leaves a report. */
    private Ran testsThatLeave(String report, Map<String, String> environment) throws Exception {
        Path copy = Files.copy(LAUNCHER, folder.resolve("datalab"));
        Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
        Files.writeString(maven, """
                #!/usr/bin/env bash
                mkdir -p '%1$s/cli/target/surefire-reports'
                cat >'%1$s/cli/target/surefire-reports/TEST-x.xml' <<'END'
                %2$s
                END
                """.formatted(folder, report));
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Map<String, String> all = new HashMap<>(environment);
        all.put("PATH", maven.getParent() + ":" + System.getenv("PATH"));
        return Ran.command(List.of("bash", copy.toString(), "test"), all);
    }
}
