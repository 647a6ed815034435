package io.sealbook.seal;

import com.fasterxml.uuid.Generators;
import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the metadata of events: a JSON object whose fields can be disclosed one by one. One data key serves
 * many events of one process and is replaced long before AES-GCM's bound on random nonces matters.
 */
public final class MetadataSeal {
    private static final int SEED_LENGTH = 32;
    private static final int EVENTS_PER_KEY = 1 << 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Aead keyEncryptionKey;
    private final DataKeyTable keys;
    private final Map<UUID, DataKey> opened = new ConcurrentHashMap<>();
    private @Nullable DataKey current;
    private int sealedWithCurrent;

    public MetadataSeal(Keyring keyring, DataSource keyDatabase) {
        this.keyEncryptionKey = keyring.metadataKeyEncryptionKey();
        this.keys = new DataKeyTable(keyDatabase, DataKeyTable.Kind.METADATA);
    }

    /** Seals the fields: names to values in compact JSON with sorted keys. */
    public SealedMetadata seal(Map<String, String> fields, SealContext context) {
        byte[] seed = new byte[SEED_LENGTH];
        RANDOM.nextBytes(seed);
        byte[] json = Disclosures.object(fields).getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(seed, SEED_LENGTH + json.length);
        System.arraycopy(json, 0, content, SEED_LENGTH, json.length);
        DataKey key = currentKey();
        try {
            byte[] ciphertext = key.aead().encrypt(content, context.associatedData("meta"));
            List<String> digests = Disclosures.digests(seed, fields);
            return new SealedMetadata(key.id(), ciphertext, digests);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal metadata", e);
        }
    }

    /** The fields as one JSON object. Fails if the bytes were sealed for another event, or changed. */
    public byte[] open(UUID key, byte[] ciphertext, SealContext context) {
        byte[] content = content(key, ciphertext, context);
        return Arrays.copyOfRange(content, SEED_LENGTH, content.length);
    }

    /** What a verifier is shown of these fields of the event, each alone: the event's leaf holds its digest. */
    public List<String> disclosures(UUID key, byte[] ciphertext, SealContext context, Map<String, String> fields) {
        byte[] seed = Arrays.copyOf(content(key, ciphertext, context), SEED_LENGTH);
        return Disclosures.of(seed, fields);
    }

    private byte[] content(UUID key, byte[] ciphertext, SealContext context) {
        DataKey dataKey =
                opened.computeIfAbsent(key, id -> DataKey.unwrap(id, keys.wrapped(id), keyEncryptionKey, keys.kind()));
        try {
            return dataKey.aead().decrypt(ciphertext, context.associatedData("meta"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the metadata of event " + context.eventId() + " does not open", e);
        }
    }

    private synchronized DataKey currentKey() {
        DataKey key = current;
        if (key == null || sealedWithCurrent >= EVENTS_PER_KEY) {
            UUID id = Generators.timeBasedEpochRandomGenerator().generate();
            DataKey.Wrapped fresh = DataKey.generate(id, keyEncryptionKey, keys.kind());
            keys.insert(List.of(fresh));
            key = fresh.key();
            opened.put(id, key);
            current = key;
            sealedWithCurrent = 0;
        }
        sealedWithCurrent++;
        return key;
    }
}
