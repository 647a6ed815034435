package io.sealbook.server.account;

import io.sealbook.access.Caller;
import io.sealbook.access.Credential;
import io.sealbook.access.Permissions;
import io.sealbook.access.SourceAddress;
import io.sealbook.api.Actor;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Provenance;
import io.sealbook.api.Sensitive;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.api.http.LedgerPosition;
import io.sealbook.api.http.SessionAnswer;
import io.sealbook.api.http.SignIn;
import io.sealbook.api.http.SignInLink;
import io.sealbook.edge.Problem;
import io.sealbook.edge.RequestIds;
import io.sealbook.edge.Security;
import io.sealbook.edge.UnknownCallers;
import io.sealbook.server.command.Receipt;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** Sign-in to the page: a link with a code that works once, and the session that it is exchanged for. */
@RestController
public final class SessionRoutes {
    private static final Duration SESSION_LIFE = Duration.ofHours(12);

    private final AccountCommands commands;
    private final UnknownCallers strangers;
    private final Clock clock;

    public SessionRoutes(AccountCommands commands, UnknownCallers strangers, Clock clock) {
        this.commands = commands;
        this.strangers = strangers;
        this.clock = clock;
    }

    /** A link on the address that the caller used; the code stands in the fragment, which no server ever sees. */
    @HandlesPlaintext("puts the one-time code into the link that the caller asked for")
    @PostMapping("/v1/sign-in-links")
    ResponseEntity<SignInLink> link(@AuthenticationPrincipal Caller caller, ServerWebExchange exchange) {
        caller.require(Action.ACCOUNT_ADMIN);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(Founding.LINK_LIFE);
        Credential.Minted code = Credential.mint(Credential.Kind.KEY);
        Receipt<Account> receipt = commands.send(new AccountCommand.CreateKey(
                Founding.PAGE, code, Purpose.SIGN_IN, expiresAt, caller.provenance(), now, null));
        URI here = exchange.getRequest().getURI();
        Sensitive url =
                Sensitive.of(here.resolve("/ui/") + "#code=" + code.text().reveal());
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .body(new SignInLink(url, expiresAt));
    }

    @HandlesPlaintext("puts the session's key into its cookie")
    @PostMapping("/v1/sessions")
    ResponseEntity<SessionAnswer> signIn(ServerWebExchange exchange, @RequestBody SignIn body) {
        if (!exchange.getRequest().getHeaders().containsHeader(Security.PAGE_HEADER)) {
            throw Problem.badRequest(Security.PAGE_HEADER, "is required: only the page signs in");
        }
        Credential.Presented code = Credential.read(body.code(), Credential.Kind.KEY)
                .orElseThrow(() -> {
                    strangers.refused(exchange);
                    return AccountDecisions.linkUsed();
                });
        Instant now = clock.instant();
        Instant expiresAt = now.plus(SESSION_LIFE);
        Credential.Minted session = Credential.mint(Credential.Kind.KEY);
        Provenance provenance = new Provenance(
                new Actor(Founding.PAGE.value(), Actor.Kind.PERSON),
                RequestIds.of(exchange),
                SourceAddress.of(exchange.getRequest()));
        Receipt<Account> receipt =
                signIn(exchange, new AccountCommand.SignIn(Founding.PAGE, code, session, expiresAt, provenance, now));
        Account account = receipt.answer();
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(exchange, session.text().reveal(), SESSION_LIFE).toString())
                .body(new SessionAnswer(account.id(), new Permissions(account.rules()).actions(), expiresAt));
    }

    // A code that was used, withdrawn or never made: whoever shows it is nobody yet.
    private Receipt<Account> signIn(ServerWebExchange exchange, AccountCommand.SignIn signIn) {
        try {
            return commands.send(signIn);
        } catch (Problem no) {
            strangers.refused(exchange);
            throw no;
        }
    }

    @GetMapping("/v1/sessions/current")
    ResponseEntity<SessionAnswer> current(@AuthenticationPrincipal Caller caller) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new SessionAnswer(caller.account(), caller.permissions().actions(), caller.expiresAt()));
    }

    @DeleteMapping("/v1/sessions/current")
    ResponseEntity<Void> signOut(@AuthenticationPrincipal Caller caller, ServerWebExchange exchange) {
        Receipt<Account> receipt = commands.send(new AccountCommand.RevokeKey(
                caller.account(), caller.key(), "signed out", caller.provenance(), clock.instant()));
        return ResponseEntity.noContent()
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(exchange, "", Duration.ZERO).toString())
                .build();
    }

    // Under TLS the prefix makes browsers insist on Secure, this host and this path (RFC 6265bis §4.1.3.2).
    private static ResponseCookie cookie(ServerWebExchange exchange, String value, Duration life) {
        boolean tls = "https".equals(exchange.getRequest().getURI().getScheme());
        return ResponseCookie.from(tls ? Security.SECURE_COOKIE : Security.COOKIE, value)
                .httpOnly(true)
                .secure(tls)
                .sameSite("Strict")
                .path("/")
                .maxAge(life)
                .build();
    }
}
