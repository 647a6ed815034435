package io.sealbook.server.log;

import io.sealbook.access.Caller;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.InclusionAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.store.TreeReader;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** What a stranger needs to check the ledger: proofs, and the leaves themselves. */
@RestController
public final class LogRoutes {
    private static final int PAGE = 1_000;

    private final TreeReader tree;
    private final Scheduler blocking;

    public LogRoutes(TreeReader tree, Scheduler blocking) {
        this.tree = tree;
        this.blocking = blocking;
    }

    @GetMapping("/v1/log/proofs/inclusion")
    ResponseEntity<InclusionAnswer> inclusion(@AuthenticationPrincipal Caller caller, @RequestParam UUID eventId) {
        caller.require(Action.AUDIT_READ);
        TreeReader.Included included = tree.inclusion(eventId).orElseThrow(Problem::notFound);
        Base64.Encoder base64 = Base64.getEncoder();
        return ResponseEntity.ok(new InclusionAnswer(
                eventId.toString(),
                included.proof().index(),
                included.proof().size(),
                base64.encodeToString(included.root()),
                base64.encodeToString(included.leaf()),
                included.proof().hashes().stream().map(base64::encodeToString).toList()));
    }

    /** All leaves in order, each after its length as two bytes, big-endian: the form of C2SP entry bundles. */
    @GetMapping(path = "/v1/log/leaves", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Flux<DataBuffer> leaves(@AuthenticationPrincipal Caller caller) {
        caller.require(Action.AUDIT_READ);
        return Flux.<List<byte[]>, Long>generate(() -> 0L, (from, sink) -> {
                    List<byte[]> page = tree.leaves(from, PAGE);
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
