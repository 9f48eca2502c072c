package datalab.web.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Apache Parquet: typed columns, compressed, in groups of rows. Readers begin at its end. */
final class ParquetFormat implements RowFormat {
    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public String contentType() {
        return "application/vnd.apache.parquet";
    }

    @Override
    public List<String> mediaRanges() {
        return List.of("application/vnd.apache.parquet");
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public <T> RowWriter<T> open(OutputStream out, RowLayout<T> layout) throws IOException {
        return new ParquetRowWriter<>(out, layout);
    }
}
