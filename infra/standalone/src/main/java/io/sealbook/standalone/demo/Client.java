package io.sealbook.standalone.demo;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.http.AuditEvent;
import io.sealbook.api.http.DeploymentAnswer;
import io.sealbook.api.http.InclusionAnswer;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.IssuedToken;
import io.sealbook.api.http.Page;
import io.sealbook.api.http.RequestDeployment;
import io.sealbook.api.http.RotateSecret;
import io.sealbook.api.http.SecretAnswer;
import io.sealbook.api.http.ValueAnswer;
import io.sealbook.api.http.WriteSecret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** The demo's side of the HTTP interface: exactly what any other program could do with the same key. */
final class Client {
    private final RestClient http;
    private final RestClient anonymous;

    @HandlesPlaintext("sends the demo's key with each request")
    Client(URI url, Sensitive key) {
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory();
        factory.setReadTimeout(Duration.ofSeconds(40));
        RestClient.Builder builder = RestClient.builder().baseUrl(url).requestFactory(factory);
        this.anonymous = builder.clone().build();
        this.http =
                builder.defaultHeader("Authorization", "Bearer " + key.reveal()).build();
    }

    SecretAnswer write(String path, WriteSecret body) {
        return answer(
                http.put().uri("/v1/secrets/" + path).body(body).retrieve().body(SecretAnswer.class));
    }

    SecretAnswer rotate(RotateSecret body) {
        return answer(http.post().uri("/v1/rotations").body(body).retrieve().body(SecretAnswer.class));
    }

    ValueAnswer value(String path) {
        return answer(http.get().uri("/v1/values/" + path).retrieve().body(ValueAnswer.class));
    }

    DeploymentAnswer deploy(RequestDeployment body) {
        return answer(http.post().uri("/v1/deployments").body(body).retrieve().body(DeploymentAnswer.class));
    }

    /** The deployment as of this position or later: what was just written is seen. */
    DeploymentAnswer deployment(String id, long atLeast) {
        return answer(http.get()
                .uri("/v1/deployments/" + id + "?atLeast=" + Math.max(0, atLeast))
                .retrieve()
                .body(DeploymentAnswer.class));
    }

    List<DeploymentAnswer> running(String name) {
        Page<DeploymentAnswer> page = answer(http.get()
                .uri("/v1/deployments?limit=500")
                .retrieve()
                .body(new ParameterizedTypeReference<Page<DeploymentAnswer>>() {}));
        return page.items().stream()
                .filter(deployment -> deployment.name().equals(name) && deployment.desired() == Desired.RUNNING)
                .toList();
    }

    void stop(String id) {
        http.post().uri("/v1/deployments/" + id + "/stop").retrieve().toBodilessEntity();
    }

    IssuedToken issue(IssueToken body) {
        return answer(
                http.post().uri("/v1/bootstrap-tokens").body(body).retrieve().body(IssuedToken.class));
    }

    /** Presents the token without any other identity, and tells the status that came back. */
    @HandlesPlaintext("presents the bootstrap token")
    HttpStatusCode consume(Sensitive token) {
        return anonymous
                .post()
                .uri("/v1/bootstrap-tokens/consume")
                .contentType(MediaType.TEXT_PLAIN)
                .body(token.reveal())
                .exchange((request, response) -> response.getStatusCode());
    }

    List<AuditEvent> trail(String query) {
        return answer(http.get()
                        .uri("/v1/audit/events?" + query)
                        .retrieve()
                        .body(new ParameterizedTypeReference<Page<AuditEvent>>() {}))
                .items();
    }

    InclusionAnswer inclusion(String eventId) {
        return answer(http.get()
                .uri("/v1/log/proofs/inclusion?eventId=" + eventId)
                .retrieve()
                .body(InclusionAnswer.class));
    }

    static Sensitive key(Path file) throws java.io.IOException {
        return Sensitive.of(java.nio.file.Files.readString(file).strip());
    }

    private static <T> T answer(@org.jspecify.annotations.Nullable T body) {
        return Objects.requireNonNull(body, "the service answered without a body");
    }
}
