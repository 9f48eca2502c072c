package datalab.lab.yaml.syntax;

import org.jspecify.annotations.Nullable;

/**
 * A mistake in a lab.yaml, with a message that tells how to fix it. Immutable.
 *
 * @param file as it was given
 * @param line from 1; 0 for the file as a whole
 * @param column from 1, in Unicode characters; 0 for the file as a whole
 * @param path where in the lab, such as {@code views.latest.of}; empty for the file as a whole
 * @param found the text found there
 * @param expected what could stand there
 * @param hint what was probably meant; null where nothing is near
 */
public record Mistake(
        String file,
        int line,
        int column,
        String path,
        String found,
        String expected,
        @Nullable String hint) {

    /** One line, in the form that editors and terminals make a link of. */
    @Override
    public String toString() {
        String place = line == 0 ? "" : ":" + line + ":" + column;
        String where = file + place + ": " + (path.isEmpty() ? "" : path + ": ");
        String meant = hint == null ? "" : "; did you mean " + hint + "?";
        return where + "found " + found + ", expected " + expected + meant;
    }
}
