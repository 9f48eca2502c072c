package datalab.web.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.jspecify.annotations.Nullable;

/** Arrow's stream format: typed columns in batches of rows, for programs that read them without parsing. */
final class ArrowFormat implements RowFormat {
    /** Outside the heap, of one answer: a batch of texts, twice while it grows, and columns of numbers. */
    private static final long BYTES_MAX = 512L * 1024 * 1024;

    @Override
    public String name() {
        return "arrow";
    }

    @Override
    public String contentType() {
        return "application/vnd.apache.arrow.stream";
    }

    @Override
    public List<String> mediaRanges() {
        return List.of("application/vnd.apache.arrow.stream");
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public <T> RowWriter<T> open(OutputStream out, RowLayout<T> layout) throws IOException {
        return new Writer<>(out, layout);
    }

    private static final class Writer<T> implements RowWriter<T> {
        private final RowLayout<T> layout;
        private final BufferAllocator memory = new RootAllocator(BYTES_MAX);
        private final VectorSchemaRoot batch;
        private final ArrowStreamWriter stream;
        private int rows;
        private long textBytes;

        Writer(OutputStream out, RowLayout<T> layout) throws IOException {
            this.layout = layout;
            this.batch = VectorSchemaRoot.create(ArrowSchema.of(layout), memory);
            this.stream = new ArrowStreamWriter(batch, null, Channels.newChannel(out));
            stream.start();
        }

        @Override
        public void write(T row) throws IOException {
            List<@Nullable Object> cells = layout.cells(row);
            for (int i = 0; i < cells.size(); i++) {
                Object cell = cells.get(i);
                if (cell != null) {
                    set(batch.getVector(i), cell);
                }
            }
            rows++;
            if (rows == TypedCells.GROUP_ROWS_MAX || textBytes >= TypedCells.GROUP_TEXT_BYTES_MAX) {
                writeBatch();
            }
        }

        private void set(FieldVector column, Object cell) {
            switch (column) {
                case VarCharVector texts -> {
                    byte[] text = TypedCells.text(cell);
                    textBytes += text.length;
                    texts.setSafe(rows, text);
                }
                case Float8Vector numbers -> numbers.setSafe(rows, (Double) cell);
                case BigIntVector integers -> integers.setSafe(rows, (Long) cell);
                case BitVector booleans -> booleans.setSafe(rows, (Boolean) cell ? 1 : 0);
                case TimeStampMicroTZVector times -> times.setSafe(rows, TypedCells.micros(cell));
                default -> throw new IllegalStateException("no column is of " + column.getClass());
            }
        }

        private void writeBatch() throws IOException {
            batch.setRowCount(rows);
            stream.writeBatch();
            batch.getFieldVectors().forEach(FieldVector::reset);
            rows = 0;
            textBytes = 0;
        }

        @Override
        public void end(@Nullable String after) throws IOException {
            if (rows > 0) {
                writeBatch();
            }
            stream.end();
        }

        @Override
        public void close() {
            for (AutoCloseable part : new ArrayList<AutoCloseable>(List.of(batch, memory))) {
                close(part);
            }
        }

        private static void close(AutoCloseable part) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("columns are not given back", e);
            }
        }
    }
}
