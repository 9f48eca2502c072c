package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.ingest.door.IngestBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row of a CSV file that is being looked at, and where its cells lie. One object serves all rows; one thread uses it. */
final class CsvRow {
    private final ReadBuffer window;
    private int[] ends = new int[16];
    private int cells;
    private int until;
    private long line;
    private long nextLine = 1;
    private boolean wellFormed;
    private boolean closed;
    private boolean begun;

    /** Where in a cell a byte stands. */
    private enum State {
        START,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    CsvRow(ReadBuffer window) {
        this.window = window;
    }

    /** Moves to the next row that is not blank; false at the end. */
    boolean next() throws IOException {
        while (findEnd()) {
            if (cells > 1 || length() > 0 || overLimit()) {
                return true;
            }
        }
        return false;
    }

    /** The line on which the row begins, from 1. */
    long line() {
        return line;
    }

    byte[] bytes() {
        return window.bytes;
    }

    int start() {
        return window.start;
    }

    int length() {
        return until - window.start;
    }

    boolean overLimit() {
        return window.overLimit();
    }

    /** What is wrong with its quotes; null where nothing is. */
    @Nullable
    String wrongQuotes() {
        if (!closed) {
            return "a quoted cell is not closed before the end";
        }
        return wellFormed ? null : "a quoted cell does not end where its quotes end";
    }

    int cells() {
        return cells;
    }

    int cellStart(int cell) {
        return cell == 0 ? window.start : window.start + ends[cell - 1] + 1;
    }

    int cellEnd(int cell) {
        return window.start + ends[cell];
    }

    /**
     * The cells as texts, quotes taken off.
     *
     * @throws CharacterCodingException where they are not UTF-8
     */
    List<String> texts() throws CharacterCodingException {
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
                nextLine += isSecondOfPair(b) ? 0 : 1;
                if (state != State.QUOTED) {
                    endRow(window.at);
                    return true;
                }
            }
            state = step(state, b);
            window.at++;
        }
    }

    private void beginRow() throws IOException {
        if (begun) {
            window.beginNextLine();
        }
        begun = true;
        line = nextLine;
        cells = 0;
        wellFormed = true;
        closed = true;
    }

    /** Whether this is the line feed of CR LF within quotes, which is one line end. */
    private boolean isSecondOfPair(byte b) {
        return b == '\n' && window.at > window.start && window.bytes[window.at - 1] == '\r';
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
