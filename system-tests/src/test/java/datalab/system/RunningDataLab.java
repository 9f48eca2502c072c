package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.app.Addresses;
import datalab.app.DataLab;
import datalab.app.folder.DataFolder;
import datalab.app.folder.LabFolder;
import datalab.app.settings.LoadedSettings;
import datalab.app.settings.Settings;
import datalab.app.settings.SettingsSources;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All of DataLab in the test's own process, on free ports. */
final class RunningDataLab implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataFolder folder;
    private final DataLab datalab;
    private final Addresses addresses;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningDataLab(Settings settings, Path labs, List<String> names) {
        folder = DataFolder.hold(settings.data());
        datalab =
                new DataLab(settings, LabFolder.read(labs, names, settings.outputServers()), folder, Clock.systemUTC());
        addresses = datalab.start();
    }

    /** Labs of a folder, all of them if none is named. */
    static RunningDataLab start(Path data, Path labs, String... names) {
        return start(data, labs, Map.of(), names);
    }

    /** The same with settings of its own. */
    static RunningDataLab start(Path data, Path labs, Map<String, String> settings, String... names) {
        Map<String, String> options = new HashMap<>(settings);
        options.put("data", data.toString());
        List.of("http", "grpc", "mqtt", "kafka", "postgres").forEach(part -> options.put(part + ".port", "0"));
        LoadedSettings loaded = LoadedSettings.load(new SettingsSources(null, Map.of(), options));
        return new RunningDataLab(loaded.settings(), labs, List.of(names));
    }

    Addresses addresses() {
        return addresses;
    }

    int mqttPort() {
        return URI.create(addresses.sources().get("MQTT")).getPort();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String contentType, String body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What comes back for these very bytes. */
    String sent(String request) throws IOException {
        URI http = URI.create(addresses.http());
        try (Socket socket = new Socket(http.getHost(), http.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path).body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(addresses.http() + path));
    }

    @Override
    public void close() {
        datalab.close();
        folder.close();
    }
}
