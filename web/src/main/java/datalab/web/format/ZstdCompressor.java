package datalab.web.format;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses pages of Parquet files with Zstandard; that of Parquet's library needs Hadoop. Owned by one thread. */
final class ZstdCompressor implements BytesInputCompressor {
    private static final int LEVEL = 3;

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.toIntExact(page.size()));
        page.writeAllTo(plain);
        return BytesInput.from(Zstd.compress(plain.toByteArray(), LEVEL));
    }

    @Override
    public CompressionCodecName getCodecName() {
        return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {}
}
