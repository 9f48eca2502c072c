package datalab.cli.export;

import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.ServerAddress;
import datalab.cli.client.ServerOption;
import datalab.cli.client.StreamName;
import datalab.cli.client.TimeoutOption;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab export}: all events of a stream, or rows of a view, into a file or a folder to cite. */
@Command(
        name = "export",
        description = {
            "Writes all events of a stream, or rows of a view, into a file: CSV, NDJSON, Parquet or Arrow.",
            "With --snapshot into a folder to cite: the file, what is exactly in it, its hash, and a README."
        },
        footer = {"", "Ends with 0 where all was written, with 1 where it was not: then no file is there."},
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ExportCommand implements Runnable {
    private static final Path STDOUT = Path.of("-");
    private static final long MEBIBYTE = 1 << 20;

    @Parameters(index = "0", paramLabel = "LAB.NAME", description = "a stream or a view, such as sensors.readings")
    private String source = "";

    @Mixin
    private ExportQuestion question = new ExportQuestion();

    @Option(
            names = "--format",
            description = "csv, ndjson, parquet or arrow; else as FILE ends; else csv, or parquet for a snapshot")
    private @Nullable ExportFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "where to; - for stdout (LAB.NAME.FORMAT here)")
    private @Nullable Path output;

    @Option(
            names = "--snapshot",
            paramLabel = "DIR",
            description = "make this folder, with all that is needed to cite it")
    private @Nullable Path snapshot;

    @Option(names = "--force", description = "write over what is there")
    private boolean force;

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(120);

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public void run() {
        StreamName name = StreamName.parse(source);
        ServerAddress url = server.address();
        ExportFormat wanted = wanted();
        String parameters = question.parameters(wanted);
        Path file = output != null ? output : Path.of(name + "." + wanted.text());
        Path target = snapshot != null ? snapshot : file;
        requireFree(target);
        ExportFile.Written written;
        double seconds;
        try (TerminalBar bar = new TerminalBar(
                source, wanted.isLines() ? " rows" : " MiB", wanted.isLines() ? 1 : MEBIBYTE, TerminalBar.UNKNOWN)) {
            written = export(new ExportClient(url, timeout.retry(bar::say)), name, wanted, parameters, target, bar);
            seconds = bar.seconds();
        }
        report(target, written, seconds);
    }

    private ExportFile.Written export(
            ExportClient client,
            StreamName name,
            ExportFormat wanted,
            String parameters,
            Path target,
            TerminalBar bar) {
        String address = client.address(name.lab(), name.stream());
        HttpResponse<InputStream> answer = client.begin(address + "/export" + parameters);
        if (wanted.isLines()) {
            answer.headers().firstValueAsLong("DataLab-Rows-Estimate").ifPresent(bar::max);
        }
        ExportFile writer = new ExportFile(wanted, bar);
        if (snapshot != null) {
            String descriptor = address + "/datapackage.json" + question.merging();
            return new SnapshotFolder(client, descriptor, name, wanted).write(answer, writer, snapshot, force);
        }
        return target.equals(STDOUT)
                ? writer.copy(answer, new FileOutputStream(FileDescriptor.out), "stdout")
                : writer.write(answer, target);
    }

    private ExportFormat wanted() {
        if (format != null) {
            return format;
        }
        ExportFormat usual = snapshot != null ? ExportFormat.PARQUET : ExportFormat.CSV;
        return output == null ? usual : ExportFormat.of(output).orElse(usual);
    }

    private void requireFree(Path target) {
        if (snapshot != null && output != null) {
            throw CommandFailed.ofUsage("--snapshot names a folder and -o a file; expected one of them");
        }
        if (!force && !target.equals(STDOUT) && Files.exists(target)) {
            throw new CommandFailed(target + " is there already; --force writes over it");
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandFailed("there is no folder " + folder);
        }
    }

    private void report(Path target, ExportFile.Written written, double seconds) {
        if (server.isJson()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("file", target.toString());
            members.put("bytes", written.bytes());
            if (written.rows() >= 0) {
                members.put("rows", written.rows());
            }
            members.put("sha256", written.sha256());
            (target.equals(STDOUT) ? System.err : System.out).println(ServerOption.text(members));
        } else if (!target.equals(STDOUT)) {
            String rows = written.rows() < 0 ? "" : CountText.of(written.rows(), "row") + ", ";
            System.out.println(target + ": " + rows + CountText.of(written.bytes(), "byte") + " in "
                    + Math.round(seconds) + " s, SHA-256 " + written.sha256());
        }
    }
}
