package datalab.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Nothing that the product spells depends on the language of the machine. Of upper and lower case Error Prone says so. */
final class LanguageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> PRODUCT = List.of(
            "lab", "log", "http", "ingest", "process", "store", "postgres", "store-postgres", "web", "app", "cli");
    private static final Set<String> FORMATTING = Set.of("format", "printf", "formatted");
    private static final Pattern NUMBER = Pattern.compile("%[-0-9$,.+#(]*[dfeEgG]");

    @Test
    void numbersAreFormattedWithALocale() throws IOException {
        List<String> offences = new ArrayList<>();

        for (CompilationUnitTree file : parsed()) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                    if (isOffence(call)) {
                        offences.add(Path.of(file.getSourceFile().toUri()).getFileName() + ": " + call);
                    }
                    return super.visitMethodInvocation(call, null);
                }
            }.scan(file, null);
        }

        assertThat(offences).isEmpty();
    }

    private static boolean isOffence(MethodInvocationTree call) {
        if (!(call.getMethodSelect() instanceof MemberSelectTree select)) {
            return false;
        }
        String method = select.getIdentifier().toString();
        if (method.equals("ofPattern")) {
            return call.getArguments().size() == 1;
        }
        boolean isOnText = method.equals("formatted");
        if (!FORMATTING.contains(method) || (call.getArguments().isEmpty() && !isOnText)) {
            return false;
        }
        ExpressionTree text =
                isOnText ? select.getExpression() : call.getArguments().getFirst();
        return NUMBER.matcher(text.toString()).find();
    }

    private static Iterable<? extends CompilationUnitTree> parsed() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : PRODUCT) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        assertThat(sources).hasSizeGreaterThan(100);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
        JavacTask task = (JavacTask) compiler.getTask(
                null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
        return task.parse();
    }
}
