package io.sealbook.standalone.demo;

import io.sealbook.api.HandlesPlaintext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;

/**
 * The demo's input: a {@code .env} file and a folder {@code files}. Without one of your own it is made anew for each run,
 * in memory where the system has a place for that, and deleted at the end.
 */
final class Input {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;
    private final boolean own;

    private Input(Path directory, boolean own) {
        this.directory = directory;
        this.own = own;
    }

    static Input given(Path directory) {
        return new Input(directory, false);
    }

    /** A dozen secrets of the kinds that people have. */
    @HandlesPlaintext("makes sample secrets for the demo to read back in")
    static Input sample() throws IOException {
        Path memory = Path.of("/dev/shm");
        Path directory = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "sealbook-demo-")
                : Files.createTempDirectory("sealbook-demo-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Path files = Files.createDirectory(directory.resolve("files"));
        StringBuilder env = new StringBuilder("# what an application is given today\n");
        for (String name : new String[] {
            "DB_PASSWORD", "DB_REPLICA_PASSWORD", "REDIS_PASSWORD", "SMTP_PASSWORD", "API_TOKEN", "WEBHOOK_SECRET"
        }) {
            env.append(name).append('=').append(word(24)).append('\n');
        }
        env.append("PASSPHRASE=\"")
                .append(word(8))
                .append(" is 'quoted', \\\"twice\\\", and has spaces ")
                .append(word(8))
                .append("\"\n");
        env.append("UNICODE='grüße ").append(word(12)).append(" ✓'\n");
        Files.writeString(directory.resolve(".env"), env);
        Files.writeString(files.resolve("tls.key.pem"), pem());
        Files.write(files.resolve("keystore.p12"), keystore());
        Files.writeString(files.resolve("license.txt"), "line one " + word(16) + "\nline two " + word(16) + "\n");
        byte[] random = new byte[4096];
        RANDOM.nextBytes(random);
        Files.write(files.resolve("cookie.key"), random);
        return new Input(directory, true);
    }

    Path directory() {
        return directory;
    }

    /** Every secret by its file name, in order: variables of the {@code .env} file in lower case, then the files. */
    @HandlesPlaintext("reads the secrets that the demo was given")
    Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        Path env = directory.resolve(".env");
        if (Files.exists(env)) {
            for (String line : Files.readAllLines(env)) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#")) {
                    String name = line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                    secrets.put(
                            name, unquoted(line.substring(equals + 1).strip()).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        Path folder = directory.resolve("files");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder).sorted()) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    secrets.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        return secrets;
    }

    private static String unquoted(String value) {
        if (value.length() >= 2 && value.startsWith("'") && value.endsWith("'")) {
            return value.substring(1, value.length() - 1);
        }
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            return value.substring(1, value.length() - 1)
                    .replace("\\n", "\n")
                    .replace("\\\"", "\"")
                    .replace("\\\\", "\\");
        }
        return value;
    }

    /** Deletes what this made; input of your own stays. */
    void discard() throws IOException {
        if (own) {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path path :
                        tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static String word(int length) {
        byte[] random = new byte[length];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random).substring(0, length);
    }

    private static String pem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: every JDK has RSA", e);
        }
    }

    private static byte[] keystore() throws IOException {
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            char[] password = word(16).toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setEntry(
                    "app",
                    new KeyStore.SecretKeyEntry(generator.generateKey()),
                    new KeyStore.PasswordProtection(password));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password);
            return bytes.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: every JDK has PKCS #12", e);
        }
    }
}
