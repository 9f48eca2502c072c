package datalab.bench;

import datalab.bench.access.AccessCost;
import datalab.bench.access.Fairness;
import datalab.bench.load.OutputKind;
import datalab.bench.near.NearPlaces;
import datalab.bench.series.ModelSpeed;
import datalab.bench.series.ScenarioSpeed;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs one measure by its name: {@code bench/run NAME}. Each prints medians over several runs and the core count. */
public final class BenchMain {

    /** One measure. */
    interface Measure {
        void run(Path repository) throws Exception;
    }

    private static final Map<String, Measure> MEASURES = measures();

    private BenchMain() {}

    public static void main(String[] args) throws Exception {
        Measure measure = args.length == 2 ? MEASURES.get(args[1]) : null;
        if (measure == null) {
            System.err.println("usage: bench/run " + String.join(" | ", MEASURES.keySet()));
            System.exit(2);
            return;
        }
        System.out.printf(
                "%s on %d cores, Java %s, load %.1f%n",
                args[1],
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        measure.run(Path.of(args[0]));
    }

    private static Map<String, Measure> measures() {
        Map<String, Measure> byName = new LinkedHashMap<>();
        byName.put("startup", StartUp::run);
        byName.put("single", SingleEvents::run);
        byName.put("bulk", Bulk::run);
        byName.put("grpc", Locations::run);
        byName.put("catch-up", CatchUp::run);
        byName.put("archive-mongodb", ArchiveSpeed::run);
        byName.put("alerts", CatchUp::alerts);
        byName.put("flink", AgainstFlink::run);
        byName.put("simulate", ScenarioSpeed::run);
        byName.put("batch", BatchCost::run);
        byName.put("recompute", RecomputeSpeed::run);
        byName.put("beside-batch", BesideBatch::run);
        byName.put("latency", SendToVisible::run);
        byName.put("outputs", OutputSpeed::run);
        for (OutputKind kind : OutputKind.values()) {
            byName.put("outputs-" + kind, repository -> OutputSpeed.run(repository, kind));
        }
        byName.put("fairness", Fairness::run);
        byName.put("recovery", Recovery::run);
        byName.put("cached-get", CachedGet::run);
        byName.put("shared-cache", SharedCacheGet::run);
        byName.put("bytes", BytesPerReading::run);
        byName.put("year", YearOfMinutes::run);
        byName.put("memory", IdleMemory::run);
        byName.put("access", AccessCost::run);
        byName.put("models", repository -> ModelSpeed.run());
        byName.put("near", repository -> NearPlaces.few());
        byName.put("meet", repository -> Encounters.run());
        byName.put("near-10m-1k", repository -> NearPlaces.manyOfFew());
        byName.put("near-10m-100k", repository -> NearPlaces.manyOfMany());
        return byName;
    }
}
