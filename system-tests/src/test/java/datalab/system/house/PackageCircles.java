package datalab.system.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Which packages stand in a circle: those from which the dependencies of classes lead to other packages and back.
 *
 * <p>Not by ArchUnit's slices: 1.5.0 lists circles one by one, and over all packages it did not see that of web and web.live.
 */
final class PackageCircles {
    /** From a package to those it depends on, each with two classes that show it. */
    private final SortedMap<String, SortedMap<String, String>> dependencies = new TreeMap<>();

    PackageCircles(JavaClasses classes) {
        classes.forEach(from -> from.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(to -> classes.contain(to.getName()))
                .forEach(to -> add(from, to)));
    }

    /** Each package in a circle, with a shortest circle through it. */
    SortedMap<String, String> shortest() {
        SortedMap<String, String> found = new TreeMap<>();
        for (String start : dependencies.keySet()) {
            Map<String, String> ways = waysFrom(start);
            if (ways.containsKey(start)) {
                found.put(start, "stands in a circle of packages:" + ways.get(start));
            }
        }
        return found;
    }

    private void add(JavaClass from, JavaClass to) {
        if (!from.getPackageName().equals(to.getPackageName())) {
            dependencies
                    .computeIfAbsent(from.getPackageName(), name -> new TreeMap<>())
                    .merge(
                            to.getPackageName(),
                            from.getName() + " → " + to.getName(),
                            BinaryOperator.minBy(Comparator.naturalOrder()));
        }
    }

    /** Breadth first, so that the first way to a package is a shortest. */
    private Map<String, String> waysFrom(String start) {
        Map<String, String> ways = new HashMap<>();
        Deque<String> next = new ArrayDeque<>();
        next.add(start);
        while (!next.isEmpty()) {
            String from = next.remove();
            String way = from.equals(start) ? "" : ways.get(from);
            dependencies.getOrDefault(from, new TreeMap<>()).forEach((to, classes) -> {
                if (ways.putIfAbsent(to, way + "\n    " + classes) == null) {
                    next.add(to);
                }
            });
        }
        return ways;
    }
}
