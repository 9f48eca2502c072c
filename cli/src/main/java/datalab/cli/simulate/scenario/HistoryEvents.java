package datalab.cli.simulate.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ServerClient;
import datalab.lab.event.Origin;
import datalab.lab.scenario.Scenario;
import datalab.lab.scenario.Scenario.Basis;
import datalab.lab.scenario.ScenarioChanges;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** What was observed, as an export of a running DataLab has it, with the changes of a scenario. */
final class HistoryEvents implements SimulatedEvents {
    /** More keys are chosen here, as an address has no room for them. */
    private static final int KEYS_ASKED_MAX = 50;

    private final Basis.History history;
    private final EventChanger changer;
    private final BufferedReader lines;

    private HistoryEvents(Basis.History history, EventChanger changer, InputStream export) {
        this.history = history;
        this.changer = changer;
        this.lines = new BufferedReader(new InputStreamReader(export, StandardCharsets.UTF_8));
    }

    /**
     * Asks for the export.
     *
     * @param isSlow whether they are read more slowly than a server waits for its reader: then a file keeps them meanwhile
     */
    static HistoryEvents open(ServerClient client, Scenario scenario, Basis.History history, int seed, boolean isSlow)
            throws IOException {
        InputStream export = client.open(
                        client.request(address(scenario, history)).GET().build())
                .body();
        EventChanger changer = new EventChanger(scenario, new ScenarioChanges(scenario, seed, history.from()));
        return new HistoryEvents(history, changer, isSlow ? kept(export) : export);
    }

    @Override
    public Instant begin() {
        return history.from();
    }

    @Override
    public Instant end() {
        return history.to();
    }

    @Override
    public @Nullable SimulatedEvent next() {
        try {
            return nextObserved();
        } catch (IOException e) {
            throw new CommandFailed(
                    "the export of what was observed broke off; the server's log may say why. Started again, what was sent"
                            + " counts once",
                    e);
        }
    }

    private @Nullable SimulatedEvent nextObserved() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            ObjectNode event = (ObjectNode) EventChanger.JSON.readTree(line);
            if (event.path("_origin").asText().equals(Origin.OBSERVED.text())) {
                SimulatedEvent changed =
                        changer.changed(event, Instant.parse(event.path("_time").asText()));
                if (changed != null) {
                    return changed;
                }
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static String address(Scenario scenario, Basis.History history) {
        StringBuilder address = new StringBuilder("labs/")
                .append(scenario.stream().lab())
                .append("/streams/")
                .append(scenario.stream().name())
                .append("/export?format=ndjson&order=asc&from=")
                .append(history.from())
                .append("&to=")
                .append(history.to());
        if (scenario.keys().size() <= KEYS_ASKED_MAX) {
            for (String key : new TreeSet<>(scenario.keys())) {
                address.append('&').append(scenario.stream().key()).append(".is=");
                address.append(URLEncoder.encode(key, StandardCharsets.UTF_8));
            }
        }
        return address.toString();
    }

    /** The export from a file that is gone when it is closed. */
    private static InputStream kept(InputStream export) throws IOException {
        Path file = Files.createTempFile("datalab-history", ".gz");
        try (export;
                GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            export.transferTo(out);
        } catch (IOException e) {
            Files.delete(file);
            throw e;
        }
        return new GZIPInputStream(Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE));
    }
}
