package datalab.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Files that only their owner may read, such as passwords. They appear whole or not at all. */
public final class SecretFile {
    private static final int SECRET_BYTES = 24;

    private SecretFile() {}

    /** The secret in a file; makes a random one, in hexadecimal digits, where there is none yet. */
    public static String readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            write(file, HexFormat.of().formatHex(random) + "\n");
        }
        return Files.readString(file).strip();
    }

    public static void write(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "secret",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
