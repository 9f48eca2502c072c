package datalab.lab.yaml;

import datalab.lab.Lab;
import datalab.lab.yaml.syntax.Mistake;
import datalab.lab.yaml.syntax.Mistakes;
import datalab.lab.yaml.syntax.YamlDocument;
import datalab.lab.yaml.syntax.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The result of reading a lab.yaml: a valid lab, or all mistakes found in it. */
public sealed interface LabFile {

    /** More than this is not read. */
    int BYTES_MAX = 256 * 1024;

    record Valid(Lab lab) implements LabFile {}

    /** Mistakes in the order of the file; never empty. */
    record Invalid(List<Mistake> mistakes) implements LabFile {
        public Invalid {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** Reads a file, or the lab.yaml in a folder, with the standard inputs, and servers of any name. */
    static LabFile read(Path path) {
        return read(path, LabGrammar.STANDARD);
    }

    /**
     * Reads a file, or the lab.yaml in a folder. Never throws for what it holds, nor where there is none.
     *
     * @param grammar what it may name that others bring along
     */
    static LabFile read(Path path, LabGrammar grammar) {
        Path file = Files.isDirectory(path) ? path.resolve("lab.yaml") : path;
        Mistakes mistakes = new Mistakes(file.toString());
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                return invalid(mistakes, "more than " + BYTES_MAX + " bytes", "a smaller file");
            }
            Path folder = file.toAbsolutePath().normalize().getParent();
            return parse(file.toString(), folder == null ? file.toAbsolutePath() : folder, utf8(bytes), grammar);
        } catch (CharacterCodingException notUtf8) {
            return invalid(mistakes, "bytes that are not UTF-8", "text in UTF-8");
        } catch (NoSuchFileException missing) {
            return invalid(mistakes, "no such file", "a lab.yaml, or the folder of one");
        } catch (AccessDeniedException denied) {
            return invalid(mistakes, "a file that may not be read", "a lab.yaml that its reader has the right to read");
        } catch (IOException unreadable) {
            return invalid(mistakes, "a file that cannot be read: " + unreadable.getMessage(), "a lab.yaml");
        }
    }

    /** Reads the text of a lab.yaml, with the standard inputs, and servers of any name. */
    static LabFile parse(String file, Path folder, String yaml) {
        return parse(file, folder, yaml, LabGrammar.STANDARD);
    }

    /**
     * Reads the text of a lab.yaml.
     *
     * @param file what mistakes call it
     * @param folder the lab's folder
     * @param grammar what it may name that others bring along
     */
    static LabFile parse(String file, Path folder, String yaml, LabGrammar grammar) {
        Mistakes mistakes = new Mistakes(file);
        YamlValue root = YamlDocument.read(yaml, mistakes);
        if (root == null) {
            return new Invalid(mistakes.inOrder());
        }
        Lab lab = new LabSection(folder, yaml, grammar).read(root);
        return mistakes.isEmpty() ? new Valid(lab) : new Invalid(mistakes.inOrder());
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static LabFile invalid(Mistakes mistakes, String found, String expected) {
        mistakes.add(0, 0, "", found, expected, null);
        return new Invalid(mistakes.inOrder());
    }
}
