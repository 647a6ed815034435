package io.sealbook.edge;

import io.sealbook.access.AccessRefusal;
import io.sealbook.access.AccessUnavailableException;
import io.sealbook.access.RefusalRecorder;
import io.sealbook.api.event.RefusalEvent.AccessRefused;
import io.sealbook.api.http.RefusalReport;
import io.sealbook.seal.KeysUnavailableException;
import io.sealbook.store.LedgerFrozenException;
import io.sealbook.store.LedgerUnavailableException;
import io.sealbook.store.Outage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Turns every exception into a problem (RFC 9457). What it does not know is a fault: logged here, not told outside. */
public final class Problems implements WebExceptionHandler, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration FROZEN_RETRY = Duration.ofMinutes(1);

    private final JsonMapper json;
    private final RefusalRecorder recorder;
    private final Scheduler blocking;

    Problems(JsonMapper json, RefusalRecorder recorder, Scheduler blocking) {
        this.json = json;
        this.recorder = recorder;
        this.blocking = blocking;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable fault) {
        return write(exchange, fault);
    }

    Mono<Void> write(ServerWebExchange exchange, Throwable fault) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(fault);
        }
        if (fault instanceof AccessRefusal refusal) {
            return Mono.fromRunnable(() -> recorder.record(report(refusal)))
                    .subscribeOn(blocking)
                    .onErrorMap(e -> new LedgerUnavailableException("a refusal could not be recorded", e))
                    .then(Mono.defer(() -> answer(exchange, forbidden(refusal))))
                    .onErrorResume(LedgerUnavailableException.class, e -> answer(exchange, problem(exchange, e)));
        }
        return answer(exchange, problem(exchange, fault));
    }

    private static RefusalReport report(AccessRefusal refusal) {
        return new RefusalReport(
                refusal.caller().actor(),
                AccessRefused.Reason.NOT_ALLOWED,
                refusal.wanted(),
                refusal.path(),
                refusal.deployment(),
                1,
                refusal.caller().requestId(),
                refusal.caller().from());
    }

    private Mono<Void> answer(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(problem.status());
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getHeaders().setCacheControl("no-store");
        problem.headers().forEach((name, values) -> response.getHeaders().addAll(name, values));
        byte[] body = json.writeValueAsBytes(problem.body(RequestIds.of(exchange)));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** Whoever asks has to say who they are first. */
    public static Problem unauthenticated() {
        Problem problem = Problem.of(
                HttpStatus.UNAUTHORIZED,
                "unauthenticated",
                "Who are you?",
                "Send an access key as a bearer token, or sign in to the page.");
        problem.headers().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"sealbook\""); // RFC 9110 §15.5.2
        return problem;
    }

    private static Problem forbidden(AccessRefusal refusal) {
        return Problem.of(
                        HttpStatus.FORBIDDEN,
                        "not-allowed",
                        "You may not do this",
                        "Your rules do not allow this action here. The refusal was recorded.")
                .with("action", refusal.wanted().toString());
    }

    private static Problem problem(ServerWebExchange exchange, Throwable fault) {
        return switch (fault) {
            case Problem known -> known;
            case AccessUnavailableException lag ->
                Problem.unavailable("permissions-unknown", "Permissions cannot be checked right now.", RETRY);
            case LedgerUnavailableException gone ->
                Problem.unavailable("ledger-unavailable", "The ledger does not answer right now.", RETRY);
            case LedgerFrozenException frozen ->
                Problem.unavailable(
                        "ledger-frozen",
                        "The ledger contradicts a checkpoint that was signed: nothing is recorded or revealed until an"
                                + " operator acts.",
                        FROZEN_RETRY);
            case KeysUnavailableException gone ->
                Problem.unavailable("ledger-unavailable", "The ledger does not answer right now.", RETRY);
            case MissingRequestValueException missing -> Problem.badRequest(missing.getName(), "is required");
            case ServerWebInputException input -> input(input);
            case DataBufferLimitException large -> tooLarge();
            case ResponseStatusException status -> ofStatus(status);
            default ->
                Outage.isCauseOf(fault)
                        ? Problem.unavailable("ledger-unavailable", "The ledger does not answer right now.", RETRY)
                        : fault(exchange, fault);
        };
    }

    private static Problem input(ServerWebInputException input) {
        for (Throwable cause = input; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataBufferLimitException) {
                return tooLarge();
            }
            if (cause instanceof UnrecognizedPropertyException unknown) {
                return Problem.badRequest(pointer(unknown), "is not a known field");
            }
            if (cause instanceof JacksonException broken) {
                return Problem.badRequest(pointer(broken), rule(broken));
            }
            if (cause instanceof IllegalArgumentException rule && input.getMethodParameter() != null) {
                String name = input.getMethodParameter().getParameterName();
                return Problem.badRequest(name == null ? "request" : name, ruleOf(rule));
            }
            if (cause instanceof DecodingException decoding && decoding.getCause() == null) {
                return Problem.badRequest("", "the body is not what this route expects");
            }
        }
        return Problem.badRequest("", "the body is required and must be what this route expects");
    }

    // RFC 6901, built from the path of field names that Jackson was on.
    private static String pointer(JacksonException broken) {
        List<JacksonException.Reference> path = broken.getPath();
        return path.stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : escaped(step.getPropertyName())))
                .collect(Collectors.joining());
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    // Our own types say their rule and never repeat the input; Jackson's messages may, so they stay inside.
    private static String rule(JacksonException broken) {
        if (broken instanceof InvalidNullException) {
            return "is required and never null";
        }
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException rule && isOurs(rule)) {
                return ruleOf(rule);
            }
        }
        return broken.getPath().isEmpty() ? "the body is not valid JSON for this route" : "is not of the expected type";
    }

    private static boolean isOurs(IllegalArgumentException rule) {
        StackTraceElement[] trace = rule.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("io.sealbook.");
    }

    private static String ruleOf(IllegalArgumentException rule) {
        return isOurs(rule) && rule.getMessage() != null ? rule.getMessage() : "is not of the expected form";
    }

    private static Problem tooLarge() {
        return Problem.of(
                HttpStatus.CONTENT_TOO_LARGE, "too-large", "The body is too large", "Send less than 1 MiB at a time.");
    }

    private static Problem ofStatus(ResponseStatusException exception) {
        HttpStatus status = HttpStatus.valueOf(exception.getStatusCode().value());
        if (status == HttpStatus.CONTENT_TOO_LARGE) {
            return tooLarge();
        }
        Problem problem = Problem.of(
                status,
                status.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                status.getReasonPhrase(),
                "The request cannot be served as it is.");
        exception.getHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                problem.headers().addAll(name, values);
            }
        });
        return problem;
    }

    private static Problem fault(ServerWebExchange exchange, Throwable fault) {
        LOG.error("request {} failed", RequestIds.of(exchange), fault);
        return Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong here",
                "The request id leads to the reason in the log of the service.");
    }
}
