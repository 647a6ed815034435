package io.sealbook.worker.place;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.sealbook.worker.line.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * For what docker-java has no words, or reads wrongly: requests of our own over its connection, with its exceptions. It
 * makes the names of its states by the rules of the machine's language, so that in Turkish it knows none of them again.
 */
final class DockerTalk {
    private static final int LONGEST_REFUSAL = 1 << 16;

    private final DockerHttpClient http;

    DockerTalk(DockerHttpClient http) {
        this.http = http;
    }

    /** The array is read once and not kept: a stream, because a request copies an array that it is given. */
    void send(String path, byte[] json) {
        Request request = Request.builder()
                .method(Request.Method.POST)
                .path(path)
                .putHeader("Content-Type", "application/json")
                .body(new ByteArrayInputStream(json))
                .build();
        ask(request);
    }

    /** The JSON that the engine answers a GET with. */
    JsonNode read(String path) {
        Request request =
                Request.builder().method(Request.Method.GET).path(path).build();
        return ask(request);
    }

    private JsonNode ask(Request request) {
        try (Response response = http.execute(request)) {
            int status = response.getStatusCode();
            if (status >= 300) {
                throw refusal(
                        status, new String(response.getBody().readNBytes(LONGEST_REFUSAL), StandardCharsets.UTF_8));
            }
            return Json.MAPPER.readTree(response.getBody());
        } catch (IOException | JacksonException cut) {
            throw new EngineFault("the engine broke off its answer", false, cut);
        } catch (DockerException | EngineFault known) {
            throw known;
        } catch (RuntimeException failed) {
            throw DockerCalls.fault(failed);
        }
    }

    private static DockerException refusal(int status, String answer) {
        return switch (status) {
            case 400 -> new BadRequestException(answer);
            case 404 -> new NotFoundException(answer);
            case 409 -> new ConflictException(answer);
            default -> new DockerException(answer, status);
        };
    }
}
