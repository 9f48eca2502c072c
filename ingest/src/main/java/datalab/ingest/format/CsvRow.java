package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.ingest.door.IngestBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of a CSV file that is being looked at, and where its cells lie. A byte order mark is left out. One object serves all
 * rows; one thread uses it.
 */
public final class CsvRow {
    private final ReadBuffer window;
    private int[] ends = new int[16];
    private int cells;
    private int until;
    private long line;
    private long lastLine = 1;
    private boolean wellFormed;
    private boolean closed;
    private boolean begun;

    /** The position of a byte in a cell. */
    private enum State {
        START,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    CsvRow(ReadBuffer window) {
        this.window = window;
    }

    /** The rows of a stream, byte for byte. One that is longer than the limit makes several, all of the same line. */
    public static CsvRow cutting(InputStream in, int rowBytesMax) {
        return new CsvRow(ReadBuffer.cutting(in, rowBytesMax));
    }

    /** The rows within these bytes, where they are. */
    public static CsvRow over(byte[] bytes) {
        return new CsvRow(ReadBuffer.over(bytes));
    }

    /** Moves to the next row that is not empty; false at the end. */
    public boolean next() throws IOException {
        while (findEnd()) {
            if (cells > 1 || length() > 0 || overLimit()) {
                return true;
            }
        }
        return false;
    }

    /** The line on which the row begins, from 1. */
    public long line() {
        return line;
    }

    /** How many lines the row takes: more than one where there are line ends within quotes. */
    public int lines() {
        return (int) (lastLine - line) + 1;
    }

    public byte[] bytes() {
        return window.bytes;
    }

    public int start() {
        return window.start;
    }

    public int length() {
        return until - window.start;
    }

    public boolean overLimit() {
        return window.overLimit();
    }

    /** Whether a quoted cell begins in the row and does not end in it. */
    public boolean isOpen() {
        return !closed;
    }

    /** What is wrong with its quotes; null where nothing is. */
    @Nullable
    String wrongQuotes() {
        if (!closed) {
            return "a quoted cell is not closed before the end";
        }
        return wellFormed ? null : "a quoted cell does not end where its quotes end";
    }

    public int cells() {
        return cells;
    }

    public int cellStart(int cell) {
        return cell == 0 ? window.start : window.start + ends[cell - 1] + 1;
    }

    public int cellEnd(int cell) {
        return window.start + ends[cell];
    }

    /**
     * The cells as texts, quotes taken off.
     *
     * @throws CharacterCodingException where they are not UTF-8
     */
    public List<String> texts() throws CharacterCodingException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            ByteBuffer cell = ByteBuffer.wrap(window.bytes, cellStart(i), cellEnd(i) - cellStart(i));
            String text = UTF_8.newDecoder().decode(cell).toString().strip();
            boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
            texts.add(quoted ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text);
        }
        return texts;
    }

    void refuseTooLarge(IngestBatch batch) {
        window.refuseTooLarge(batch, line, until, closed ? "" : "; a quoted cell in it is never closed");
    }

    /** Finds the end of the row that begins where the last one ended. */
    private boolean findEnd() throws IOException {
        beginRow();
        State state = State.START;
        while (true) {
            if (window.at == window.end && !window.fill()) {
                return endOfStream(state);
            }
            byte b = window.bytes[window.at];
            if (ReadBuffer.isLineEnd(b)) {
                if (state != State.QUOTED) {
                    endRow(window.at);
                    return true;
                }
                lastLine += isSecondOfPair(b) ? 0 : 1;
            }
            state = step(state, b);
            window.at++;
            if (state == State.PLAIN || state == State.QUOTED) {
                skipOrdinary();
            }
        }
    }

    private void beginRow() throws IOException {
        if (begun) {
            lastLine += window.at < window.end ? 1 : 0; // where a row was cut there is no line end
            window.beginNextLine();
        } else {
            window.skipMark();
        }
        begun = true;
        line = lastLine;
        cells = 0;
        wellFormed = true;
        closed = true;
    }

    /** Whether this is the line feed of CR LF within quotes, which is one line end. */
    private boolean isSecondOfPair(byte b) {
        return b == '\n' && window.at > window.start && window.bytes[window.at - 1] == '\r';
    }

    /** Steps over what neither ends a cell nor opens or closes quotes: letters, digits and all that is greater than a comma. */
    private void skipOrdinary() {
        byte[] bytes = window.bytes;
        int end = window.end;
        int at = window.at;
        while (at < end && (bytes[at] & 0xff) > ',') {
            at++;
        }
        window.at = at;
    }

    private State step(State state, byte b) {
        return switch (state) {
            case START -> b == '"' ? State.QUOTED : plain(b);
            case PLAIN -> plain(b);
            case QUOTED -> b == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
            case QUOTE_IN_QUOTED -> {
                if (b == '"') {
                    yield State.QUOTED;
                }
                wellFormed &= b == ',';
                yield plain(b);
            }
        };
    }

    private State plain(byte b) {
        if (b != ',') {
            return State.PLAIN;
        }
        endCell(window.at);
        return State.START;
    }

    private boolean endOfStream(State state) {
        closed = state != State.QUOTED;
        boolean any = window.at > window.start || window.overLimit();
        endRow(window.at);
        return any;
    }

    private void endRow(int end) {
        until = end;
        endCell(until);
    }

    private void endCell(int end) {
        if (window.overLimit()) {
            return; // its cells are of no use, and there may be any number of them
        }
        if (cells == ends.length) {
            ends = Arrays.copyOf(ends, cells * 2);
        }
        ends[cells++] = end - window.start;
    }
}
