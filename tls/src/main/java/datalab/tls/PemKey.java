package datalab.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a private key in PEM. */
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private PemKey() {}

    /**
     * Throws {@link BadTlsFile} where the file holds no key that can be used.
     *
     * @param algorithm of the certificate that it must fit: RSA, EC, EdDSA
     */
    static PrivateKey read(PemFile file, String algorithm) {
        Matcher block = BLOCK.matcher(file.text());
        if (!block.find()) {
            throw new BadTlsFile(file.setting() + " is " + file.path()
                    + ", which holds no private key; expected PEM, with -----BEGIN PRIVATE KEY-----");
        }
        String form = block.group(1);
        String content = block.group(2);
        if (form.startsWith("ENCRYPTED") || content.contains("ENCRYPTED")) {
            throw converted(file, "is encrypted, and nobody is there to type its password");
        }
        return switch (form) {
            case "PRIVATE KEY" -> pkcs8(file, content, algorithm);
            case "RSA PRIVATE KEY" -> pkcs1(file, content);
            default -> throw converted(file, "is in a form of its own (" + form + ")");
        };
    }

    private static PrivateKey pkcs8(PemFile file, String content, String algorithm) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes(content)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BadTlsFile(
                    file.setting() + " is " + file.path() + ", whose key cannot be read as " + algorithm
                            + ", as the certificate's is; expected the key that belongs to it",
                    e);
        }
    }

    private static PrivateKey pkcs1(PemFile file, String content) {
        try {
            return (PrivateKey) KeyFactory.getInstance("RSA").translateKey(new Pkcs1Key(bytes(content)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BadTlsFile(file.setting() + " is " + file.path() + ", whose RSA key cannot be read", e);
        }
    }

    private static BadTlsFile converted(PemFile file, String why) {
        return new BadTlsFile("the key in " + file.path() + " (" + file.setting() + ") " + why
                + "; expected PKCS#8: openssl pkcs8 -topk8 -nocrypt -in " + file.path() + " -out NEW.pem");
    }

    private static byte[] bytes(String content) {
        return Base64.getMimeDecoder().decode(content);
    }

    /** An RSA key as PKCS#1 has it, which the JDK's factory of RSA keys translates. */
    @SuppressWarnings("ArrayRecordComponent") // a secret; instances are never compared
    private record Pkcs1Key(byte[] bytes) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return "RSA";
        }

        @Override
        public String getFormat() {
            return "PKCS#1";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return "a private key";
        }
    }
}
