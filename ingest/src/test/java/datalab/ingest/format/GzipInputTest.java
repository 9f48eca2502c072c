package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GzipInputTest {
    /** "a" by gzip with a header's sum, an extra field, a name and a comment. */
    private static final String ALL_FIELDS = "1f8b081f0000000000030200" + "7878" + "6e00" + "6300";

    @Test
    void unpacksOneMemberOrSeveralHoweverTheBytesCome() throws IOException {
        byte[] packed = both(gzip("one,"), both(gzip(""), gzip("two".repeat(100_000))));

        assertThat(unpacked(packed)).isEqualTo("one," + "two".repeat(100_000));
        assertThat(unpacked(new ByteByByte(packed))).isEqualTo("one," + "two".repeat(100_000));
    }

    @Test
    void refusesWhatFollowsAMemberAndIsNone() {
        byte[] broken = gzip("two");
        broken[2] = 7;

        assertThatThrownBy(() -> unpacked(both(gzip("one"), broken)))
                .isInstanceOf(ZipException.class)
                .hasMessage("what follows member 1 is no gzip");
        assertThatThrownBy(() -> unpacked(both(gzip("one"), "x".getBytes(UTF_8))))
                .hasMessage("what follows member 1 is no gzip");
        assertThatThrownBy(() -> unpacked(both(gzip("one"), new byte[] {0, 0, 1})))
                .hasMessage("what follows member 1 is no gzip");
        assertThatThrownBy(() -> unpacked("{}".getBytes(UTF_8))).hasMessage("it does not begin as gzip does");
    }

    @Test
    void takesZerosBehindTheLastMemberForPadding() throws IOException {
        assertThat(unpacked(both(gzip("one"), new byte[70_000]))).isEqualTo("one");
    }

    @Test
    void noticesWhereverItIsCut() {
        byte[] packed = both(gzip("one"), gzip("two"));
        int first = gzip("one").length;

        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            if (length != first) {
                assertThatThrownBy(() -> unpacked(cut)).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void neverUnpacksAnythingElseWhereAByteIsDamaged() {
        String text = "a text that is long enough to be packed, packed, packed, packed";
        byte[] good = gzip(text);

        for (int i = 0; i < good.length; i++) {
            byte[] damaged = good.clone();
            damaged[i] ^= 0x40;
            assertThat(unpackedOr(damaged, text)).as("byte %d", i).isEqualTo(text);
        }
    }

    @Test
    void readsEveryPartThatAHeaderMayHave() throws IOException {
        byte[] header = HexFormat.of().parseHex(ALL_FIELDS);
        CRC32 crc = new CRC32();
        crc.update(header);
        byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        byte[] plain = gzip("a");
        byte[] body = Arrays.copyOfRange(plain, 10, plain.length);

        assertThat(unpacked(both(header, both(sum, body)))).isEqualTo("a");
        sum[0] ^= 1;
        assertThatThrownBy(() -> unpacked(both(header, both(sum, body))))
                .hasMessage("the header of member 1 is damaged");
    }

    private static String unpackedOr(byte[] packed, String refused) {
        try {
            return unpacked(packed);
        } catch (IOException e) {
            return refused;
        }
    }

    private static String unpacked(byte[] packed) throws IOException {
        return unpacked(new ByteArrayInputStream(packed));
    }

    private static String unpacked(InputStream packed) throws IOException {
        try (InputStream in = new GzipInput(packed)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static byte[] both(byte[] one, byte[] other) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(one);
        bytes.writeBytes(other);
        return bytes.toByteArray();
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** As over a slow connection: one byte at a time, and none known to be there. */
    private static final class ByteByByte extends InputStream {
        private final ByteArrayInputStream bytes;

        ByteByByte(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, Math.min(length, 1));
        }
    }
}
