package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One engine as an outsider sees it: through Docker's own command line, sharing no code with the worker. */
record DockerCommand(@Nullable URI host) {
    /** The engine of this machine, or the one at {@code DOCKER_HOST}. */
    static final DockerCommand SHARED = new DockerCommand(null);

    Cli.Result run(String... arguments) {
        return Cli.run(command(arguments));
    }

    String must(String... arguments) {
        return Cli.must(command(arguments));
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        if (host != null) {
            command.addAll(List.of("--host", host.toString()));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    String inspect(String container, String template) {
        return run("inspect", "--format", template, container).text().strip();
    }

    /** Where on the engine's host a container's mount comes from. */
    String source(String container, String mountedAt) {
        return inspect(
                container, "{{range .Mounts}}{{if eq .Destination \"" + mountedAt + "\"}}{{.Source}}{{end}}{{end}}");
    }

    byte[] read(String container, String file) {
        Cli.Result result = run("exec", "--user", "0", container, "cat", file);
        assertThat(result.status()).as(result.text()).isZero();
        return result.bytes();
    }

    /** The words of a command's answer, one a line, sorted. */
    List<String> lines(String... arguments) {
        return run(arguments)
                .text()
                .lines()
                .filter(line -> !line.isBlank())
                .sorted()
                .toList();
    }
}
