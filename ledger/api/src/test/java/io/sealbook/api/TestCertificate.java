package io.sealbook.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A server's certificate that vouches for itself, and its key, made by the JDK's keytool. */
public record TestCertificate(KeyStore keys) {
    /** Of the store and of the key in it. */
    public static final String PASSWORD = "a password of this test";

    private static final String ALIAS = "server";

    /** A certificate of the server with this host name or IPv4 address; the files are left in this directory. */
    public static TestCertificate of(String host, Path directory)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve(host + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-Duser.language=en",
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        (host.matches("[0-9.]+") ? "san=ip:" : "san=dns:") + host,
                        "-alias",
                        ALIAS,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool made no certificate");
        }
        return new TestCertificate(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
    }

    /** Writes the certificate as PEM (RFC 7468). */
    public Path writeChain(Path file) throws IOException, GeneralSecurityException {
        return pem(file, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    }

    /** Writes the private key as PEM (RFC 7468, PKCS #8). */
    public Path writeKey(Path file) throws IOException, GeneralSecurityException {
        return pem(
                file, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    }

    /** What a client trusts that trusts this certificate alone. */
    public KeyStore trusted() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        return trusted;
    }

    private static Path pem(Path file, String what, byte[] der) throws IOException {
        return Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what
                        + "-----\n");
    }
}
