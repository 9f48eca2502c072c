package datalab.cli.export;

import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.TerminalBar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes what an export answers beside the file that it becomes once it is whole. */
final class ExportFile {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final ExportFormat format;
    private final TerminalBar bar;
    private long bytes;
    private long lines;

    ExportFile(ExportFormat format, TerminalBar bar) {
        this.format = format;
        this.bar = bar;
    }

    /**
     * How large the export is, and the hash of its bytes.
     *
     * @param rows -1 where they cannot be counted
     */
    record Written(long bytes, long rows, String sha256) {}

    /** Writes a file, once the export is whole. */
    Written write(HttpResponse<InputStream> answer, Path file) {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Written written = copy(answer, Files.newOutputStream(part), file.toString());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return written;
        } catch (IOException e) {
            throw unwritable(file.toString(), e);
        } finally {
            delete(part);
        }
    }

    /** Copies to a stream, which is closed. */
    Written copy(HttpResponse<InputStream> answer, OutputStream to, String name) {
        MessageDigest hash = sha256();
        try (InputStream in = answer.body();
                OutputStream out = new DigestOutputStream(to, hash)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = read(in, buffer, name); read >= 0; read = read(in, buffer, name)) {
                out.write(buffer, 0, read);
                count(buffer, read);
            }
        } catch (IOException e) {
            throw unwritable(name, e);
        }
        long rows = !format.isLines() ? -1 : format == ExportFormat.CSV ? Math.max(0, lines - 1) : lines;
        return new Written(bytes, rows, HexFormat.of().formatHex(hash.digest()));
    }

    private int read(InputStream in, byte[] buffer, String name) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new CommandFailed(
                    "the export broke off after " + CountText.of(bytes, "byte") + ", and " + name
                            + " is not written; the server's log may say why. Ask again",
                    e);
        }
    }

    private void count(byte[] buffer, int read) {
        bytes += read;
        if (format.isLines()) {
            for (int i = 0; i < read; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
        }
        String rate = CountText.grouped((long) ((format.isLines() ? lines : bytes >> 20) / bar.seconds()));
        bar.show(
                format.isLines() ? lines : bytes,
                format.isLines() ? CountText.of(lines, "row") + ", " + rate + "/s" : rate + " MiB/s");
    }

    private static CommandFailed unwritable(String name, IOException e) {
        return new CommandFailed(name + " cannot be written: " + CommandFailed.words(e), e);
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw unwritable(part.toString(), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
