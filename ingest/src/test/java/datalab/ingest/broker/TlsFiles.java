package datalab.ingest.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A key and a certificate of 127.0.0.1 that signs itself, made by the JDK's keytool. */
record TlsFiles(Path folder, X509Certificate certificate) {
    private static final String PASSWORD = "password";
    private static final String NAME = "broker";

    static TlsFiles make(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("broker.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        NAME,
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=broker",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        keytool.waitFor();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        X509Certificate certificate = (X509Certificate) keys.getCertificate(NAME);
        write(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey(NAME, PASSWORD.toCharArray()).getEncoded());
        write(folder.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded());
        return new TlsFiles(folder, certificate);
    }

    /** Lines of mosquitto.conf for its TLS and one user. */
    String[] mosquittoLines(String user, String password) throws IOException, InterruptedException {
        Path users = folder.resolve("users");
        Files.writeString(users, user + ":" + password + "\n");
        new ProcessBuilder("mosquitto_passwd", "-U", users.toString()).start().waitFor();
        return new String[] {
            "certfile " + folder.resolve("cert.pem"),
            "keyfile " + folder.resolve("key.pem"),
            "password_file " + users,
            "allow_anonymous false"
        };
    }

    private static void write(Path file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
