package io.sealbook.edge;

import io.sealbook.access.AccessView;
import io.sealbook.access.Caller;
import io.sealbook.access.Credential;
import io.sealbook.access.SourceAddress;
import io.sealbook.api.Sensitive;
import io.sealbook.api.event.AccountEvent.Purpose;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Lets nobody in without an identity, but for the few public routes. An identity is an access key as a bearer token, or
 * the session of the page in a cookie, which counts for a change only where the page's own header comes with it. What an
 * identity may do is decided behind, by its rules.
 */
public final class Security {
    /** The cookie of a session on plain loopback; under TLS it has the prefix {@code __Host-}. */
    public static final String COOKIE = "sealbook";

    public static final String SECURE_COOKIE = "__Host-sealbook";

    /** A header that a foreign site cannot set: the page sends it with the few requests of a session that change things. */
    public static final String PAGE_HEADER = "Sealbook-Page";

    private static final String[] PUBLIC_READS = {
        "/ui",
        "/ui/**",
        "/",
        "/log/checkpoint",
        "/log/tile/*/**",
        "/v1/log/keys",
        "/actuator/health",
        "/actuator/health/**"
    };
    private static final String[] PUBLIC_WRITES = {"/v1/bootstrap-tokens/consume", "/v1/sessions"};

    private final AccessView view;
    private final Problems problems;
    private final UnknownCallers strangers;
    private final Scheduler blocking;

    Security(AccessView view, Problems problems, UnknownCallers strangers, Scheduler blocking) {
        this.view = view;
        this.problems = problems;
        this.strangers = strangers;
        this.blocking = blocking;
    }

    SecurityWebFilterChain chain(ServerHttpSecurity http) {
        return http.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .csrf(
                        ServerHttpSecurity.CsrfSpec
                                ::disable) // a session that changes something shows the page's own header
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .headers(headers -> headers.contentSecurityPolicy(
                        policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'")))
                .exceptionHandling(handling -> handling.authenticationEntryPoint((exchange, e) -> refuse(exchange)))
                .authorizeExchange(routes -> routes.pathMatchers("/log/tile/entries/**")
                        .authenticated()
                        .pathMatchers(HttpMethod.GET, PUBLIC_READS)
                        .permitAll()
                        .pathMatchers(HttpMethod.HEAD, PUBLIC_READS)
                        .permitAll()
                        .pathMatchers(HttpMethod.POST, PUBLIC_WRITES)
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                .addFilterAt(identify(), SecurityWebFiltersOrder.AUTHENTICATION)
                .build();
    }

    private WebFilter identify() {
        return (exchange, chain) -> {
            Sensitive presented = presented(exchange.getRequest());
            if (presented == null) {
                return chain.filter(exchange);
            }
            return Mono.<Authentication>fromCallable(() -> authenticate(exchange, presented))
                    .subscribeOn(blocking)
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .onErrorResume(fault -> problems.write(exchange, fault).then(Mono.empty()))
                    .flatMap(identity -> identity.map(known -> chain.filter(exchange)
                                    .contextWrite(ReactiveSecurityContextHolder.withAuthentication(known)))
                            .orElseGet(() -> chain.filter(exchange)));
        };
    }

    private @Nullable Authentication authenticate(ServerWebExchange exchange, Sensitive presented) {
        boolean cookie = !exchange.getRequest().getHeaders().containsHeader(HttpHeaders.AUTHORIZATION);
        return Credential.read(presented, Credential.Kind.KEY)
                .flatMap(view::authenticate)
                .filter(found -> found.key().purpose() == (cookie ? Purpose.SESSION : Purpose.ACCESS))
                .map(found -> new Identity(new Caller(
                        found.account().id(),
                        found.account().kind(),
                        found.key().id(),
                        found.key().expiresAt(),
                        found.account().permissions(),
                        found.account().targets(),
                        RequestIds.of(exchange),
                        SourceAddress.of(exchange.getRequest()))))
                .orElse(null);
    }

    private static @Nullable Sensitive presented(ServerHttpRequest request) {
        String authorization = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            return Sensitive.of(authorization.startsWith("Bearer ") ? authorization.substring(7) : "");
        }
        boolean reads = Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.getMethod());
        if (!reads && !request.getHeaders().containsHeader(PAGE_HEADER)) {
            return null;
        }
        HttpCookie cookie = request.getCookies().getFirst(COOKIE);
        HttpCookie secure = request.getCookies().getFirst(SECURE_COOKIE);
        HttpCookie session = secure == null ? cookie : secure;
        return session == null ? null : Sensitive.of(session.getValue());
    }

    private Mono<Void> refuse(ServerWebExchange exchange) {
        strangers.refused(exchange);
        return problems.write(exchange, Problems.unauthenticated());
    }

    private static final class Identity extends AbstractAuthenticationToken {
        private final transient Caller caller;

        Identity(Caller caller) {
            super(AuthorityUtils.NO_AUTHORITIES);
            this.caller = caller;
            setAuthenticated(true);
        }

        @Override
        public String getCredentials() {
            return "";
        }

        @Override
        public Caller getPrincipal() {
            return caller;
        }
    }
}
