package datalab.cli.send;

/**
 * Some rows of a file on their way as one request.
 *
 * @param index counts from 0; the same file is always cut into the same chunks
 * @param contentType of the body
 * @param rows how many events the body should hold
 * @param fileLines for each line of the body the line of the file it came from, both from 1
 */
@SuppressWarnings("ArrayRecordComponent") // large bodies, handed on once; instances are never compared
public record Chunk(long index, String contentType, byte[] body, int rows, int[] fileLines) {

    /** The line of the file that a line of the body came from. */
    int fileLine(int bodyLine) {
        if (fileLines.length == 0) {
            return bodyLine;
        }
        return fileLines[Math.clamp(bodyLine - 1, 0, fileLines.length - 1)];
    }
}
