package datalab.lab.yaml;

import datalab.lab.yaml.syntax.Mistakes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the text of a file, or notes why it cannot be read. */
final class LabText {
    private LabText() {}

    /** @param expected what it should be, for a person */
    static @Nullable String read(Path file, String expected, Mistakes mistakes) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LabFile.BYTES_MAX + 1);
            return bytes.length > LabFile.BYTES_MAX
                    ? refuse(mistakes, "more than " + LabFile.BYTES_MAX + " bytes", "a smaller file")
                    : utf8(bytes);
        } catch (CharacterCodingException notUtf8) {
            return refuse(mistakes, "bytes that are not UTF-8", "text in UTF-8");
        } catch (NoSuchFileException missing) {
            return refuse(mistakes, "no such file", expected);
        } catch (AccessDeniedException denied) {
            return refuse(mistakes, "a file that may not be read", "one that its reader has the right to read");
        } catch (IOException unreadable) {
            return refuse(mistakes, "a file that cannot be read: " + unreadable.getMessage(), expected);
        }
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static @Nullable String refuse(Mistakes mistakes, String found, String expected) {
        mistakes.add(0, 0, "", found, expected, null);
        return null;
    }
}
