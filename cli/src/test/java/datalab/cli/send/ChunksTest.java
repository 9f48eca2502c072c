package datalab.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunksTest {
    @TempDir
    private Path folder;

    @Test
    void passesNdjsonOnLineByLineAndKnowsTheLinesOfTheFile() throws IOException {
        Chunks chunks = new NdjsonChunks(lines("{\"a\":1}\r\n\n  \n{bad\n{\"a\":2}"));

        List<Chunk> all = all(chunks);

        assertThat(all).hasSize(1);
        Chunk chunk = all.getFirst();
        assertThat(text(chunk)).isEqualTo("{\"a\":1}\n{bad\n{\"a\":2}\n");
        assertThat(chunk.rows()).isEqualTo(3);
        assertThat(IntStream.of(1, 2, 3).map(chunk::fileLine)).containsExactly(1, 4, 5);
    }

    @Test
    void cutsTheSameInputIntoTheSameChunks() throws IOException {
        String rows =
                IntStream.range(0, 12_345).mapToObj(i -> "{\"n\":" + i + "}\n").collect(Collectors.joining());

        List<Chunk> once = all(new NdjsonChunks(lines(rows)));
        List<Chunk> again = all(new NdjsonChunks(lines(rows)));

        assertThat(once).extracting(Chunk::rows).containsExactly(5000, 5000, 2345);
        assertThat(once).extracting(Chunk::index).containsExactly(0L, 1L, 2L);
        assertThat(once.stream().map(ChunksTest::text))
                .containsExactlyElementsOf(again.stream().map(ChunksTest::text).toList());
        assertThat(once.get(1).fileLine(1)).isEqualTo(5001);
    }

    @Test
    void repeatsTheHeaderOfCsvOnTopOfEachChunk() throws IOException {
        String rows = IntStream.range(0, 5_001).mapToObj(i -> i + ",x\n").collect(Collectors.joining());

        List<Chunk> all = all(new CsvChunks(lines("\uFEFFn,name\n" + rows)));

        assertThat(all).extracting(Chunk::rows).containsExactly(5000, 1);
        assertThat(text(all.get(1))).isEqualTo("n,name\n5000,x\n");
        assertThat(all.get(1).fileLine(1)).isEqualTo(1);
        assertThat(all.get(1).fileLine(2)).isEqualTo(5002);
    }

    @Test
    void keepsQuotedLineEndsOfCsvWithinTheirRow() throws IOException {
        String csv = "n,text\n1,\"two\n\nlines, \"\"said\"\" she\"\n2,5\" pipe\n\n3,x";

        Chunk chunk = all(new CsvChunks(lines(csv))).getFirst();

        assertThat(chunk.rows()).isEqualTo(3);
        assertThat(text(chunk)).isEqualTo("n,text\n1,\"two\n\nlines, \"\"said\"\" she\"\n2,5\" pipe\n3,x\n");
        assertThat(IntStream.rangeClosed(1, 6).map(chunk::fileLine)).containsExactly(1, 2, 3, 4, 5, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void readsLinesWhateverTheyEndWith(String lineEnd) throws IOException {
        String csv = String.join(lineEnd, "n,text", "1,\"two" + lineEnd + "lines\"", "", "2,x");
        String ndjson = String.join(lineEnd, "{\"a\":1}", "", "{\"a\":2}", "");

        Chunk rows = all(new CsvChunks(lines(csv))).getFirst();
        Chunk objects = all(new NdjsonChunks(lines(ndjson))).getFirst();

        assertThat(text(rows)).isEqualTo("n,text\n1,\"two" + lineEnd + "lines\"\n2,x\n");
        assertThat(rows.rows()).isEqualTo(2);
        assertThat(rows.fileLine(4)).isEqualTo(5);
        assertThat(text(objects)).isEqualTo("{\"a\":1}\n{\"a\":2}\n");
        assertThat(objects.fileLine(2)).isEqualTo(3);
    }

    @Test
    void repeatsAHeaderOfSeveralLines() throws IOException {
        String rows = IntStream.range(0, 5_001).mapToObj(i -> i + ",x\n").collect(Collectors.joining());

        List<Chunk> all = all(new CsvChunks(lines("n,\"two\r\nlines\"\n" + rows)));

        assertThat(all).extracting(Chunk::rows).containsExactly(5000, 1);
        assertThat(text(all.get(1))).isEqualTo("n,\"two\r\nlines\"\n5000,x\n");
    }

    @Test
    void saysWhichRowsQuotesAreNeverClosed() {
        String rows = "1,x\n".repeat(5_000_000);

        assertThatThrownBy(() -> all(new CsvChunks(lines("n,text\n1,x\n2,\"x\n" + rows))))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("line 3: a quoted cell begins in this row and is never closed");
        assertThatThrownBy(() -> all(new CsvChunks(lines("n,\"text\n1,x\n"))))
                .hasMessage("line 1: a quoted cell begins in this row and is never closed");
    }

    @Test
    void passesLongRowsOnInPiecesOfTheSameLine() throws IOException {
        String tooLong = "x".repeat(ChunkBuilder.ROW_BYTES_MAX * 3);

        List<Chunk> rows = all(new CsvChunks(lines("n\n" + tooLong + "\n2\n")));
        List<Chunk> objects = all(new NdjsonChunks(lines("{}\n" + tooLong + "\n{}\n")));

        assertThat(rows.get(0).fileLine(2)).isEqualTo(2);
        assertThat(rows.get(1).fileLine(2)).isEqualTo(2);
        assertThat(rows.getLast().fileLine(1 + rows.getLast().rows())).isEqualTo(3);
        assertThat(String.join("", rows.stream().map(ChunksTest::text).toList())
                        .replace("\n", "")
                        .replace("n", ""))
                .isEqualTo(tooLong + "2");
        assertThat(objects.getLast().fileLine(objects.getLast().rows())).isEqualTo(3);
    }

    @Test
    void passesOddQuotesAndBytesThatAreNotUtf8OnAsTheyAre() throws IOException {
        String csv = "n,text\n1,\"x\"y\"z\n2,\u00e9\"\n3,\"never closed\n4,x\n";

        Chunk chunk = all(new CsvChunks(new ByteArrayInputStream(csv.getBytes(StandardCharsets.ISO_8859_1))))
                .getFirst();

        assertThat(new String(chunk.body(), StandardCharsets.ISO_8859_1)).isEqualTo(csv);
        assertThat(chunk.rows()).isEqualTo(3);
    }

    @Test
    void csvWithoutRowsIsNothingToSend() throws IOException {
        assertThat(all(new CsvChunks(lines("a,b\n")))).isEmpty();
        assertThat(all(new CsvChunks(lines("")))).isEmpty();
    }

    @Test
    void makesLinesOfJsonArraysAndKnowsWhereEachBegan() throws IOException {
        String json = "[\n {\"a\": 1.50,\n  \"b\": [1, {}]},\n 5,\n {\"a\": 2}\n]\n";

        Chunk chunk = all(new JsonChunks(stream(json))).getFirst();

        assertThat(text(chunk)).isEqualTo("{\"a\":1.50,\"b\":[1,{}]}\n5\n{\"a\":2}\n");
        assertThat(IntStream.of(1, 2, 3).map(chunk::fileLine)).containsExactly(2, 4, 5);
    }

    @Test
    void saysOnWhichLineJsonBreaks() throws IOException {
        Chunks chunks = new JsonChunks(stream("[\n{\"a\": 1},\n{\"a\" 2}\n]"));

        assertThatThrownBy(() -> all(chunks))
                .isInstanceOf(CommandFailed.class)
                .hasMessageStartingWith("line 3: this is not JSON");
    }

    @Test
    void tellsTheFormatByNameOrFirstBytes() {
        assertThat(format("[{}]")).isEqualTo(Format.JSON);
        assertThat(format("{\"a\":1}\n{\"a\":2}\n")).isEqualTo(Format.NDJSON);
        assertThat(format("{\n  \"a\": 1\n}\n")).isEqualTo(Format.JSON);
        assertThat(format("{'a': 1}\n{\"a\":2}\n")).isEqualTo(Format.NDJSON);
        assertThat(format("a,b\n1,2\n")).isEqualTo(Format.CSV);
    }

    @Test
    void unpacksGzipWhateverItsName() throws IOException {
        Path file = folder.resolve("rows.csv");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a\n1\n".getBytes(StandardCharsets.UTF_8));
        }

        try (SendInput input = SendInput.open(file)) {
            assertThat(text(all(input.chunks(null)).getFirst())).isEqualTo("a\n1\n");
            assertThat(input.bytesRead()).isEqualTo(Files.size(file));
        }
    }

    @Test
    void saysThatAPackedFileWasCut() throws IOException {
        Path file = folder.resolve("rows.csv.gz");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("a\n1\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() - 5));

        try (SendInput input = SendInput.open(file)) {
            assertThatThrownBy(() -> all(input.chunks(null)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("it ends in the middle of gzip's member 1");
        }
    }

    private static Format format(String text) {
        return Format.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream lines(String text) {
        return stream(text);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Chunk chunk) {
        return new String(chunk.body(), StandardCharsets.UTF_8);
    }

    private static List<Chunk> all(Chunks chunks) throws IOException {
        List<Chunk> all = new ArrayList<>();
        @Nullable Chunk chunk = chunks.next();
        while (chunk != null) {
            all.add(chunk);
            chunk = chunks.next();
        }
        return all;
    }
}
