package datalab.system.house;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The top-level types in the sources of all modules, product or not. A file holds one, and bears its name. */
final class TopLevelTypes {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final List<Type> types;

    private TopLevelTypes(List<Type> types) {
        this.types = types;
    }

    static TopLevelTypes ofMain() {
        return in("src/main/java");
    }

    static TopLevelTypes ofMainAndTests() {
        return in("src/main/java", "src/test/java");
    }

    private static TopLevelTypes in(String... folders) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return new TopLevelTypes(modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .flatMap(module -> Stream.of(folders).map(module::resolve))
                    .filter(Files::isDirectory)
                    .flatMap(TopLevelTypes::below)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return types.size();
    }

    /** From each package to the number of its types. */
    SortedMap<String, Long> sizes() {
        return types.stream().collect(groupingBy(Type::packageName, TreeMap::new, counting()));
    }

    /** Each simple name that several types bear, with where they are. */
    SortedMap<String, String> sharedNames() {
        Map<String, List<String>> places =
                types.stream().collect(groupingBy(Type::name, TreeMap::new, mapping(Type::packageName, toList())));
        SortedMap<String, String> shared = new TreeMap<>();
        places.forEach((name, packages) -> {
            if (packages.size() > 1) {
                shared.put(
                        name,
                        "is the name of types in " + packages.stream().sorted().collect(joining(", ")));
            }
        });
        return shared;
    }

    private static Stream<Type> below(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .map(file -> Type.of(sources.relativize(file)))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Type(String packageName, String name) {
        static Type of(Path file) {
            String packageName = Stream.iterate(file.getParent(), folder -> folder != null, Path::getParent)
                    .map(folder -> folder.getFileName().toString())
                    .reduce((inner, outer) -> outer + "." + inner)
                    .orElse("");
            return new Type(packageName, file.getFileName().toString().replace(".java", ""));
        }
    }
}
