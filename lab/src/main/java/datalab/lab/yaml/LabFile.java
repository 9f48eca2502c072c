package datalab.lab.yaml;

import datalab.lab.Lab;
import datalab.lab.yaml.syntax.Mistake;
import datalab.lab.yaml.syntax.Mistakes;
import datalab.lab.yaml.syntax.YamlDocument;
import datalab.lab.yaml.syntax.YamlValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        return read(path, LabGrammar.STANDARD, null);
    }

    /**
     * Reads a file, or the lab.yaml in a folder. Never throws for what it holds, nor where there is none.
     *
     * @param grammar what it may name that others bring along
     * @param profile the file of a profile, of which {@code lab:} is laid over it; null for none
     */
    static LabFile read(Path path, LabGrammar grammar, @Nullable Path profile) {
        Path file = Files.isDirectory(path) ? path.resolve("lab.yaml") : path;
        Path folder = file.toAbsolutePath().normalize().getParent();
        Mistakes mistakes = new Mistakes(file.toString());
        String yaml = LabText.read(file, "a lab.yaml, or the folder of one", mistakes);
        YamlValue root = yaml == null ? null : YamlDocument.read(yaml, mistakes);
        if (yaml == null || root == null) {
            return new Invalid(mistakes.inOrder());
        }
        if (profile != null) {
            Mistakes ofProfile = new Mistakes(profile.toString());
            YamlValue overlay = LabProfile.read(profile, ofProfile);
            if (!ofProfile.isEmpty()) {
                return new Invalid(ofProfile.inOrder());
            }
            root = overlay == null ? root : root.overlaid(overlay);
            yaml = overlay == null ? yaml : YamlDocument.text(root);
        }
        return lab(root, folder == null ? file.toAbsolutePath() : folder, yaml, grammar);
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
        return root == null ? new Invalid(mistakes.inOrder()) : lab(root, folder, yaml, grammar);
    }

    private static LabFile lab(YamlValue root, Path folder, String yaml, LabGrammar grammar) {
        Lab lab = new LabSection(folder, yaml, grammar).read(root);
        Mistakes mistakes = root.mistakes();
        return mistakes.isEmpty() ? new Valid(lab) : new Invalid(mistakes.inOrder());
    }
}
