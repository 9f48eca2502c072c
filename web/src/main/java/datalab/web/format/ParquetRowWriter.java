package datalab.web.format;

import datalab.lab.expression.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Writes rows as Parquet, one group of them in memory at a time. The same rows give the same bytes. Owned by one thread. */
final class ParquetRowWriter<T> implements RowWriter<T> {
    /** Where Arrow's programs look for what Parquet's own schema has no place for, such as units. */
    private static final String ARROW_SCHEMA = "ARROW:schema";

    private static final int STATISTICS_BYTES_MAX = 64;
    private static final int PRESENT = 1;

    private final RowLayout<T> layout;
    private final List<Column> columns;
    private final MessageType schema;
    private final ParquetProperties properties;
    private final ParquetFileWriter file;
    private final ZstdCompressor compressor = new ZstdCompressor();
    private @Nullable Group group;
    private int groups;

    ParquetRowWriter(OutputStream out, RowLayout<T> layout) throws IOException {
        this.layout = layout;
        this.columns = layout.columns();
        this.schema = new MessageType(
                "rows", columns.stream().map(ParquetRowWriter::type).toList());
        this.properties = properties(columns);
        this.file = new ParquetFileWriter(
                new ParquetOutput(out),
                schema,
                ParquetFileWriter.Mode.CREATE,
                TypedCells.GROUP_TEXT_BYTES_MAX,
                0,
                STATISTICS_BYTES_MAX,
                STATISTICS_BYTES_MAX,
                true);
        file.start();
    }

    /** The least and greatest of texts are left out: they would be kept until the end, and texts may be large. */
    private static ParquetProperties properties(List<Column> columns) {
        ParquetProperties.Builder builder = ParquetProperties.builder();
        for (Column column : columns) {
            if (column.type() == Column.Type.STRING || column.type() == Column.Type.JSON) {
                builder.withStatisticsEnabled(column.name(), false);
            }
        }
        return builder.build();
    }

    private static Type type(Column column) {
        return switch (column.type()) {
            case STRING, JSON ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
            case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
            case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
            case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
            case TIME ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS))
                        .named(column.name());
        };
    }

    @Override
    public void write(T row) throws IOException {
        if (group == null) {
            group = new Group();
        }
        group.write(layout.cells(row));
        if (group.isFull()) {
            group.flush();
            group = null;
        }
    }

    @Override
    public void end(@Nullable String after) throws IOException {
        if (group != null) {
            group.flush();
            group = null;
        }
        Map<String, String> about = new TreeMap<>(layout.about());
        about.put(
                ARROW_SCHEMA,
                Base64.getEncoder().encodeToString(ArrowSchema.of(layout).serializeAsMessage()));
        file.end(about);
    }

    /** A row group. */
    private final class Group {
        private final ColumnChunkPageWriteStore pages = ColumnChunkPageWriteStore.builder()
                .withCompressorProvider(column -> compressor)
                .withSchema(schema)
                .withAllocator(HeapByteBufferAllocator.getInstance())
                .withColumnIndexTruncateLength(STATISTICS_BYTES_MAX)
                .withPageWriteChecksumEnabled(true)
                .withRowGroupOrdinal(groups)
                .build();
        private final ColumnWriteStore store = properties.newColumnWriteStore(schema, pages);
        private final List<ColumnWriter> writers = new ArrayList<>();
        private int rows;
        private long textBytes;

        Group() {
            for (ColumnDescriptor column : schema.getColumns()) {
                writers.add(store.getColumnWriter(column));
            }
        }

        boolean isFull() {
            return rows == TypedCells.GROUP_ROWS_MAX || textBytes >= TypedCells.GROUP_TEXT_BYTES_MAX;
        }

        void write(List<@Nullable Object> cells) {
            for (int i = 0; i < cells.size(); i++) {
                Object cell = cells.get(i);
                if (cell == null) {
                    writers.get(i).writeNull(0, 0);
                } else {
                    write(writers.get(i), columns.get(i).type(), cell);
                }
            }
            store.endRecord();
            rows++;
        }

        private void write(ColumnWriter writer, Column.Type type, Object cell) {
            switch (type) {
                case STRING, JSON -> {
                    byte[] text = TypedCells.text(cell);
                    textBytes += text.length;
                    writer.write(Binary.fromConstantByteArray(text), 0, PRESENT);
                }
                case NUMBER -> writer.write((double) (Double) cell, 0, PRESENT);
                case INTEGER -> writer.write((long) (Long) cell, 0, PRESENT);
                case BOOLEAN -> writer.write((boolean) (Boolean) cell, 0, PRESENT);
                case TIME -> writer.write(TypedCells.micros(cell), 0, PRESENT);
            }
        }

        void flush() throws IOException {
            file.startBlock(rows);
            store.flush();
            pages.flushToFileWriter(file);
            store.close();
            pages.close();
            file.endBlock();
            groups++;
        }
    }
}
