package datalab.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The budgets of the house style, over all sources of the repository. */
final class TidyTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 40;
    private static final int README_LINES_MAX = 40;
    private static final int LINE_CHARS_MAX = 130;
    // Spelled apart, so that this file does not find itself.
    private static final Pattern LEFT_FOR_LATER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern SWITCHED_OFF = Pattern.compile("@Dis" + "abled|@Ig" + "nore\\b");
    private static final Pattern SLEEPS = Pattern.compile("Thread\\.sl" + "eep|TimeUnit\\.\\w+\\.sl" + "eep");

    @Test
    void filesAreShort() {
        assertThat(files(".java", ".js", ".css"))
                .filteredOn(file -> lines(file).size() > FILE_LINES_MAX)
                .isEmpty();
    }

    @Test
    void methodsAreShort() throws IOException {
        assertThat(longMethods(files(".java"))).isEmpty();
    }

    @Test
    void linesOfCodeFitTheScreen() {
        assertThat(matching(files(".java", ".sh"), line -> line.length() > LINE_CHARS_MAX))
                .isEmpty();
    }

    @Test
    void everyModuleHasAShortReadme() {
        assertThat(modules()).isNotEmpty().allSatisfy(module -> {
            Path readme = module.resolve("README.md");
            assertThat(readme).exists();
            assertThat(lines(readme)).hasSizeLessThanOrEqualTo(README_LINES_MAX);
        });
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<Path> folders =
                Set.copyOf(files(".java").stream().map(Path::getParent).toList());

        assertThat(folders).allSatisfy(folder -> {
            Path own = folder.resolve("package-info.java");
            Path product = Path.of(own.toString().replace("/src/test/", "/src/main/"));
            assertThat(Files.exists(own) ? own : product).content().contains("@NullMarked");
        });
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(matching(files(".java", ".js", ".py", ".sh"), LEFT_FOR_LATER.asPredicate()))
                .isEmpty();
    }

    @Test
    void noTestIsSwitchedOffOrSleeps() {
        List<Path> tests = files(".java").stream()
                .filter(file -> file.toString().contains("/src/test/"))
                .toList();

        assertThat(matching(tests, SWITCHED_OFF.asPredicate())).isEmpty();
        assertThat(matching(tests, SLEEPS.asPredicate())).isEmpty();
    }

    private static List<String> longMethods(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> found = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, diagnostic -> {}, null, null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodLengths(unit, positions, found)
                        .scan(unit, Path.of(unit.getSourceFile().toUri()));
            }
        }
        return found;
    }

    private static List<String> matching(List<Path> files, Predicate<String> wanted) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (wanted.test(lines.get(i))) {
                    found.add(ROOT.relativize(file) + ":" + (i + 1) + ": "
                            + lines.get(i).strip());
                }
            }
        }
        return found;
    }

    private static List<Path> modules() {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(String... endings) {
        return modules().stream()
                .flatMap(module -> below(module.resolve("src"), endings))
                .toList();
    }

    private static Stream<Path> below(Path folder, String... endings) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Collects the methods of one file that are over the budget. */
    private static final class MethodLengths extends TreeScanner<Void, Path> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        MethodLengths(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Path file) {
            LineMap lines = unit.getLineMap();
            if (method.getBody() != null) {
                long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
                if (last - first + 1 > METHOD_LINES_MAX) {
                    found.add(ROOT.relativize(file) + ":" + first + ": " + method.getName() + " has "
                            + (last - first + 1) + " lines");
                }
            }
            return super.visitMethod(method, file);
        }
    }
}
