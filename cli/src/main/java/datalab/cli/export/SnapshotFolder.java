package datalab.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.StreamName;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A folder to cite: the data, a descriptor that says what exactly it is, and a README for people. */
final class SnapshotFolder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DESCRIPTOR = "datapackage.json";
    private static final String README = "README.md";

    private final ExportClient client;
    private final String descriptorAddress;
    private final StreamName name;
    private final ExportFormat format;

    SnapshotFolder(ExportClient client, String descriptorAddress, StreamName name, ExportFormat format) {
        this.client = client;
        this.descriptorAddress = descriptorAddress;
        this.name = name;
        this.format = format;
    }

    /** Makes the folder once all of it is there. */
    ExportFile.Written write(HttpResponse<InputStream> answer, ExportFile writer, Path folder, boolean force) {
        Path part = folder.toAbsolutePath().resolveSibling("." + folder.getFileName() + ".part");
        String dataFile = name + "." + format.text();
        try {
            clear(part, dataFile);
            Files.createDirectory(part);
            ExportFile.Written written = writer.write(answer, part.resolve(dataFile));
            ObjectNode descriptor = descriptor(answer, dataFile, written);
            Files.writeString(part.resolve(DESCRIPTOR), descriptor.toPrettyString() + "\n");
            Files.writeString(part.resolve(README), readme(descriptor, dataFile));
            if (force) {
                clear(folder, dataFile);
            }
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
            return written;
        } catch (IOException e) {
            throw new CommandFailed(folder + " cannot be written: " + CommandFailed.words(e), e);
        }
    }

    /** Deletes a folder that holds nothing but what this makes. */
    private static void clear(Path folder, String dataFile) throws IOException {
        for (String file : List.of(dataFile, "." + dataFile + ".part", DESCRIPTOR, README)) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.deleteIfExists(folder);
    }

    private ObjectNode descriptor(HttpResponse<InputStream> answer, String dataFile, ExportFile.Written written)
            throws IOException {
        ObjectNode all = (ObjectNode) client.json(descriptorAddress);
        all.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        ObjectNode resource = (ObjectNode) all.path("resources").path(0);
        resource.put("path", dataFile).put("format", format.text());
        resource.put("mediatype", header(answer, "Content-Type").split(";", 2)[0]);
        if (format.isLines()) {
            resource.put("encoding", "utf-8");
        }
        resource.put("bytes", written.bytes()).put("hash", "sha256:" + written.sha256());
        ObjectNode own = (ObjectNode) all.path("datalab");
        own.put("question", header(answer, "DataLab-Question"));
        own.set("cut", JSON.readTree(header(answer, "DataLab-Cut")));
        own.put("version", header(answer, "DataLab-Version"));
        return all;
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private String readme(ObjectNode all, String dataFile) {
        String question = all.path("datalab").path("question").asText();
        String created = all.path("created").asText();
        String hash = all.path("resources").path(0).path("hash").asText();
        return """
                # %1$s

                `%2$s` holds %3$s, as it was at %4$s (UTC).

                - question: %5$s
                - cut: `%6$s`. The events below these offsets of each partition are in it, and no others.
                - %7$s

                Check the file with `sha256sum %2$s`. `%8$s` says the same for programs
                ([Frictionless Data Package](https://datapackage.org)).

                | field | type | unit |
                |---|---|---|
                %9$s
                ## How to cite

                %1$s. Data set `%10$s`, exported from DataLab on %11$s, %7$s.
                """.formatted(
                        all.path("title").asText(),
                        dataFile,
                        question.isEmpty() ? "all rows" : "the rows of a question",
                        created,
                        question.isEmpty() ? "all" : "`" + question + "`",
                        all.path("datalab").path("cut"),
                        hash,
                        DESCRIPTOR,
                        fields(all),
                        name,
                        created.substring(0, 10));
    }

    private static String fields(ObjectNode all) {
        StringBuilder fields = new StringBuilder();
        for (JsonNode field : all.path("resources").path(0).path("schema").path("fields")) {
            fields.append("| `").append(field.path("name").asText()).append("` | ");
            fields.append(field.path("type").asText()).append(" | ");
            fields.append(field.path("unit").asText()).append(" |\n");
        }
        return fields.toString();
    }
}
