package io.sealbook.seal;

import com.fasterxml.uuid.Generators;
import com.google.crypto.tink.Aead;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals and opens secret values. Each value has a data key of its own, taken from a pool that was committed ahead of
 * need: no event can name a key that is not durable, and a write waits for keys only where the pool is empty, at the
 * start or in a flood.
 */
public final class ValueSeal {
    private static final Logger LOG = LoggerFactory.getLogger(ValueSeal.class);
    private static final int POOL_REFILL = 128;
    private static final int BLINDING_LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Aead keyEncryptionKey;
    private final DataKeyTable keys;

    // Every key in the pool has committed.
    @GuardedBy("pool")
    private final Queue<DataKey> pool = new ArrayDeque<>();

    @GuardedBy("pool")
    private boolean refilling;

    public ValueSeal(Keyring keyring, DataSource keyDatabase) {
        this.keyEncryptionKey = keyring.valueKeyEncryptionKey();
        this.keys = new DataKeyTable(keyDatabase, DataKeyTable.Kind.VALUE);
    }

    /** Seals the value; the plaintext stays the caller's to wipe. */
    @HandlesPlaintext("encrypts the value under its own data key")
    public SealedValue seal(Plaintext value, SealContext context) {
        DataKey key = takeKey();
        return value.use(bytes -> {
            byte[] content = new byte[BLINDING_LENGTH + bytes.length];
            try {
                byte[] blinding = new byte[BLINDING_LENGTH];
                RANDOM.nextBytes(blinding);
                System.arraycopy(blinding, 0, content, 0, BLINDING_LENGTH);
                System.arraycopy(bytes, 0, content, BLINDING_LENGTH, bytes.length);
                byte[] ciphertext = key.aead().encrypt(content, context.associatedData("payload"));
                return new SealedValue(key.id(), commitment(blinding, context.eventId(), bytes), ciphertext);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot seal a value", e);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        });
    }

    /** Opens a value. Fails if the bytes were sealed for another event, or changed. */
    @HandlesPlaintext("decrypts the value and checks it against the commitment of its leaf")
    public Plaintext open(SealedValue sealed, SealContext context) {
        DataKey key = DataKey.unwrap(sealed.key(), keys.wrapped(sealed.key()), keyEncryptionKey, keys.kind());
        try {
            byte[] content = key.aead().decrypt(sealed.ciphertext(), context.associatedData("payload"));
            byte[] blinding = Arrays.copyOf(content, BLINDING_LENGTH);
            byte[] value = Arrays.copyOfRange(content, BLINDING_LENGTH, content.length);
            Arrays.fill(content, (byte) 0);
            Plaintext plaintext = Plaintext.owning(value);
            if (!MessageDigest.isEqual(sealed.commitment(), commitment(blinding, context.eventId(), value))) {
                plaintext.close();
                throw new IllegalStateException(
                        "the value of event " + context.eventId() + " is not what its leaf says");
            }
            return plaintext;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the value of event " + context.eventId() + " does not open", e);
        }
    }

    private DataKey takeKey() {
        synchronized (pool) {
            if (pool.isEmpty()) {
                pool.addAll(freshKeys());
            } else if (pool.size() < POOL_REFILL / 2 && !refilling) {
                refilling = true;
                Thread.ofVirtual().name("sealbook-key-pool").start(this::refill);
            }
            return pool.remove();
        }
    }

    private void refill() {
        try {
            List<DataKey> fresh = freshKeys();
            synchronized (pool) {
                pool.addAll(fresh);
            }
        } catch (KeysUnavailableException e) {
            LOG.warn("the pool of data keys could not be refilled: {}", e.getMessage());
        } finally {
            synchronized (pool) {
                refilling = false;
            }
        }
    }

    private List<DataKey> freshKeys() {
        List<DataKey.Wrapped> fresh = new ArrayList<>(POOL_REFILL);
        for (int i = 0; i < POOL_REFILL; i++) {
            UUID id = Generators.timeBasedEpochRandomGenerator().generate();
            fresh.add(DataKey.generate(id, keyEncryptionKey, keys.kind()));
        }
        keys.insert(fresh);
        return fresh.stream().map(DataKey.Wrapped::key).toList();
    }

    // Leaf format v1, field pc.
    private static byte[] commitment(byte[] blinding, UUID eventId, byte[] value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(blinding, "HmacSHA256"));
            mac.update(("sl/1/payload\n" + eventId + "\n").getBytes(StandardCharsets.UTF_8));
            mac.update(ByteBuffer.wrap(value));
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("bug: every JDK has HMAC-SHA256", e);
        }
    }
}
