package io.sealbook.server.log;

import io.sealbook.access.Caller;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.ConsistencyAnswer;
import io.sealbook.api.http.InclusionAnswer;
import io.sealbook.api.http.LogKey;
import io.sealbook.api.http.LogKeys;
import io.sealbook.edge.Problem;
import io.sealbook.edge.Problems;
import io.sealbook.proof.Tile;
import io.sealbook.store.LedgerLog;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * What a stranger needs to check the ledger: checkpoints, tiles and proofs. Checkpoint, hash tiles and the key are for
 * everybody, because they tell nothing; entries are for auditors.
 */
@RestController
public final class LogRoutes {
    private static final int PAGE = 1_000;
    private static final Duration WAIT_AT_MOST = Duration.ofSeconds(2);
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final TransparencyLog log;
    private final Scheduler blocking;

    public LogRoutes(TransparencyLog log, Scheduler blocking) {
        this.log = log;
        this.blocking = blocking;
    }

    @GetMapping(path = "/log/checkpoint", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=utf-8")
    ResponseEntity<String> checkpoint() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofSeconds(1)))
                .body(log.checkpoint().orElseThrow(Problem::notFound));
    }

    @GetMapping(path = "/log/tile/{*tile}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<byte[]> tile(@AuthenticationPrincipal @Nullable Caller caller, @PathVariable String tile) {
        Tile asked = read(tile);
        if (asked.level() == Tile.ENTRIES) {
            if (caller == null) {
                throw Problems.unauthenticated();
            }
            caller.require(Action.AUDIT_READ);
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).immutable())
                .body(log.tile(asked).orElseThrow(Problem::notFound));
    }

    private static Tile read(String path) {
        try {
            String[] levelAndRest = path.split("/", 3);
            if (levelAndRest.length == 3) {
                return Tile.read(levelAndRest[1], levelAndRest[2]);
            }
        } catch (IllegalArgumentException noTile) {
            throw Problem.notFound();
        }
        throw Problem.notFound();
    }

    @GetMapping("/v1/log/keys")
    LogKeys keys() {
        return new LogKeys(
                List.of(new LogKey(log.key().name(), "Ed25519", log.key().written())));
    }

    @GetMapping(path = "/v1/log/proofs/inclusion", produces = MediaType.APPLICATION_JSON_VALUE)
    InclusionAnswer inclusion(@AuthenticationPrincipal Caller caller, @RequestParam UUID eventId)
            throws InterruptedException {
        return included(caller, eventId).answer();
    }

    @GetMapping(path = "/v1/log/proofs/inclusion", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=utf-8")
    String inclusionAlone(@AuthenticationPrincipal Caller caller, @RequestParam UUID eventId)
            throws InterruptedException {
        return included(caller, eventId).alone().written();
    }

    private TransparencyLog.Included included(Caller caller, UUID eventId) throws InterruptedException {
        caller.require(Action.AUDIT_READ);
        LedgerLog.Entry entry = log.find(eventId).orElseThrow(Problem::notFound);
        return log.inclusion(entry, WAIT_AT_MOST)
                .orElseThrow(() -> Problem.unavailable(
                        "not-covered-yet", "No signed checkpoint covers this event yet.", Duration.ofSeconds(1)));
    }

    @GetMapping("/v1/log/proofs/consistency")
    ConsistencyAnswer consistency(
            @AuthenticationPrincipal Caller caller, @RequestParam long from, @RequestParam @Nullable Long to) {
        caller.require(Action.AUDIT_READ);
        long covered = log.coveredSize();
        long until = to == null ? covered : to;
        if (until < 1 || until > covered) {
            throw Problem.badRequest("to", "is a size from 1 to that of the newest checkpoint");
        }
        if (from < 0 || from > until) {
            throw Problem.badRequest("from", "is a size from 0 to the other one");
        }
        return new ConsistencyAnswer(
                from,
                until,
                log.consistency(from, until).hashes().stream()
                        .map(BASE64::encodeToString)
                        .toList());
    }

    /** All leaves in order, each after its length as two bytes, big-endian: the form of C2SP entry bundles. */
    @GetMapping(path = "/v1/log/leaves", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Flux<DataBuffer> leaves(@AuthenticationPrincipal Caller caller) {
        caller.require(Action.AUDIT_READ);
        return Flux.<List<byte[]>, Long>generate(() -> 0L, (from, sink) -> {
                    List<byte[]> page = log.leaves(from, PAGE);
                    if (page.isEmpty()) {
                        sink.complete();
                    } else {
                        sink.next(page);
                    }
                    return from + page.size();
                })
                .subscribeOn(blocking)
                .map(LogRoutes::bundle);
    }

    private static DataBuffer bundle(List<byte[]> leaves) {
        int length = leaves.stream().mapToInt(leaf -> leaf.length + Short.BYTES).sum();
        DataBuffer buffer = DefaultDataBufferFactory.sharedInstance.allocateBuffer(length);
        for (byte[] leaf : leaves) {
            buffer.write((byte) (leaf.length >>> 8));
            buffer.write((byte) leaf.length);
            buffer.write(leaf);
        }
        return buffer;
    }
}
