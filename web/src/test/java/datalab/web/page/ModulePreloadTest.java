package datalab.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A browser is told of all modules of the first screens at once; else it finds each only in another one that it has
 * fetched.
 */
final class ModulePreloadTest {
    private static final Path WEB = Path.of("src/main/resources/datalab/web");
    private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import|export)\\b[^;]*? from '(\\.[^']+)';");
    private static final Pattern PRELOAD = Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]+)\">");

    @Test
    void namesEachModuleThatTheFirstScreensImport() throws IOException {
        Set<String> imported = new TreeSet<>();
        collect(Path.of("page/app.js"), imported);
        Set<String> named = new TreeSet<>();
        Matcher links = PRELOAD.matcher(Files.readString(WEB.resolve("page/index.html")));
        while (links.find()) {
            named.add(links.group(1));
        }

        assertThat(imported).hasSizeGreaterThan(30);
        assertThat(named).isEqualTo(imported);
    }

    private static void collect(Path module, Set<String> imported) throws IOException {
        Path file = WEB.resolve(module);
        if (!Files.exists(file)) {
            return; // of a library
        }
        Matcher imports = IMPORT.matcher(Files.readString(file));
        while (imports.find()) {
            Path next = module.resolveSibling(imports.group(1)).normalize();
            if (imported.add(next.toString().replace('\\', '/'))) {
                collect(next, imported);
            }
        }
    }
}
