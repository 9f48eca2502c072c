package datalab.bench.load;

import datalab.log.connection.KafkaConnection;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kafka's own {@code kafka-producer-perf-test}: records a second from one producer in a process of its own. */
public final class KafkaPerformance {
    private static final Pattern RATE = Pattern.compile("records sent, ([0-9.]+) records/sec");

    private KafkaPerformance() {}

    /** Sends lines of a file, in any order, acknowledged by all replicas as DataLab's are, and else as it does by default. */
    public static double perSecond(KafkaConnection connection, String topic, Path lines, int count) throws IOException {
        Path folder = Files.createTempDirectory("datalab-bench-kafka");
        try {
            Path output = folder.resolve("output");
            Process process = new ProcessBuilder(command(settings(connection, folder), topic, lines, count))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.onExit().join();
            return lastRate(Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            MeasuredDataLab.delete(folder);
        }
    }

    private static List<String> command(Path settings, String topic, Path lines, int count) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.kafka.tools.ProducerPerformance"));
        command.addAll(List.of("--topic", topic, "--num-records", "" + count, "--payload-file", lines.toString()));
        command.addAll(List.of("--throughput", "-1", "--producer.config", settings.toString()));
        return command;
    }

    private static Path settings(KafkaConnection connection, Path folder) throws IOException {
        Properties settings = new Properties();
        settings.putAll(connection.clientSettings());
        settings.setProperty("acks", "all");
        Path file = folder.resolve("producer.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        return file;
    }

    /** It prints intermediate results, and the totals at the end. */
    private static double lastRate(String output) throws IOException {
        Matcher rate = RATE.matcher(output);
        double last = 0;
        while (rate.find()) {
            last = Double.parseDouble(rate.group(1));
        }
        if (last == 0) {
            throw new IOException("the performance test failed:\n" + output);
        }
        return last;
    }
}
