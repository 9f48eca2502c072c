package datalab.bench.flink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * The view {@code per_minute} in Flink SQL, in a cluster of this process. Works off the topic at once; at each line
 * {@code stop} ends its job and answers {@code stopped}, at each line {@code start} begins a new one from the beginning.
 */
public final class FlinkView {
    private static final int PARALLELISM = 2;
    private static final long JOB_END_WITHIN_S = 30;

    private final FlinkSql sql;
    private final boolean miniBatch;
    private final Configuration cluster;

    private FlinkView(FlinkSql sql, boolean miniBatch, Configuration cluster) {
        this.sql = sql;
        this.miniBatch = miniBatch;
        this.cluster = cluster;
    }

    /** {@code brokers password topic jdbcUrl password miniBatch}, the last {@code true} or {@code false}. */
    public static void main(String[] args) throws Exception {
        Configuration settings = new Configuration();
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        MiniClusterConfiguration shape = new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(PARALLELISM)
                .build();
        try (MiniCluster cluster = new MiniCluster(shape)) {
            cluster.start();
            Configuration address = new Configuration();
            address.set(RestOptions.ADDRESS, cluster.getRestAddress().get().getHost());
            address.set(RestOptions.PORT, cluster.getRestAddress().get().getPort());
            FlinkSql sql = new FlinkSql(args[0], args[1], args[2], args[3], args[4]);
            new FlinkView(sql, Boolean.parseBoolean(args[5]), address).serve();
        }
    }

    private void serve() throws Exception {
        JobClient job = start();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "start" -> job = start();
                case "stop" -> stop(job);
                default -> throw new IOException("no such command: " + command);
            }
        }
    }

    private JobClient start() {
        Configuration settings = new Configuration(cluster);
        settings.setString("execution.target", "remote");
        settings.setString("parallelism.default", "" + PARALLELISM);
        settings.setString("pipeline.object-reuse", "true");
        settings.setString("execution.checkpointing.interval", "10 s");
        settings.setString("table.local-time-zone", "UTC");
        if (miniBatch) {
            settings.setString("table.exec.mini-batch.enabled", "true");
            settings.setString("table.exec.mini-batch.allow-latency", "1 s");
            settings.setString("table.exec.mini-batch.size", "50000");
        }
        TableEnvironment environment = TableEnvironment.create(EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(settings)
                .build());
        environment.executeSql(sql.source());
        environment.executeSql(sql.sink());
        return environment.executeSql(sql.view()).getJobClient().orElseThrow();
    }

    private static void stop(JobClient job) throws Exception {
        job.cancel().get(JOB_END_WITHIN_S, TimeUnit.SECONDS);
        while (!job.getJobStatus().get(JOB_END_WITHIN_S, TimeUnit.SECONDS).isGloballyTerminalState()) {
            Thread.sleep(20);
        }
        System.out.println("stopped");
    }
}
