package io.sealbook.standalone.demo;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.Digest;
import io.sealbook.api.http.AuditEvent;
import io.sealbook.api.http.DeploymentAnswer;
import io.sealbook.api.http.InclusionAnswer;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.IssuedToken;
import io.sealbook.api.http.RequestDeployment;
import io.sealbook.api.http.RotateSecret;
import io.sealbook.api.http.ValueAnswer;
import io.sealbook.api.http.WriteSecret;
import io.sealbook.proof.InclusionProof;
import io.sealbook.proof.TreeHash;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.RestClientException;

/** Tells the main job step by step and checks each one with its own eyes; ends with 0 only if all was as promised. */
public final class Demo {
    private static final String NAME = "sealbook-demo";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI url;
    private final Path keyFile;
    private final Path data;
    private final PrintStream out;
    private int step;

    public Demo(URI url, Path keyFile, Path data, PrintStream out) {
        this.url = url;
        this.keyFile = keyFile;
        this.data = data;
        this.out = out;
    }

    /** Runs the whole story; the result is the exit status. */
    public int run() {
        try {
            String given = System.getenv("SEALBOOK_DEMO_INPUT");
            Input input = given == null ? Input.sample() : Input.given(Path.of(given));
            try {
                tell(new Client(url, Client.key(keyFile)), input);
            } finally {
                input.discard();
            }
            return 0;
        } catch (DemoFailure e) {
            out.println("\nThe demo stopped: " + e.getMessage());
            return 1;
        } catch (RestClientException e) {
            out.println("\nThe service did not answer as it should: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            out.println("\nThe demo could not read or start something: " + e.getMessage());
            return 1;
        }
    }

    private void tell(Client client, Input input) throws IOException {
        Map<String, byte[]> secrets = input.read();
        stopEarlierRuns(client);

        heading("Seal " + secrets.size() + " secrets from " + input.directory());
        writeAll(client, secrets);

        heading("Deploy a real container that finds them as files in memory");
        DeploymentAnswer deployment = deploy(client, secrets);

        heading("Look from inside the container");
        compare(deployment, digests(secrets));

        heading("Rotate one of them; the running deployment gets the new value");
        Map<String, String> expected = digests(secrets);
        deployment = rotate(client, deployment, secrets.keySet().iterator().next(), expected);
        compare(deployment, expected);

        heading("Use a bootstrap token twice");
        String token = useTwice(client, deployment);

        heading("Read the trail");
        trail(client, deployment, token);

        heading("Prove that an event is in the tree");
        prove(client, deployment);

        if (System.getenv("SEALBOOK_DEMO_KEEP") == null) {
            heading("Stop the container");
            client.stop(deployment.id().value());
            await(client, deployment, is -> is.state() == DeploymentAnswer.State.STOPPED, "be stopped");
            line("the container and its files are gone; the ledger keeps the story");
        }
        farewell();
    }

    private void stopEarlierRuns(Client client) {
        for (DeploymentAnswer earlier : client.running(NAME)) {
            line("an earlier run left a container; stopping it first");
            client.stop(earlier.id().value());
            await(client, earlier, is -> is.state() == DeploymentAnswer.State.STOPPED, "be stopped");
        }
    }

    @HandlesPlaintext("puts the demo's input into requests")
    private void writeAll(Client client, Map<String, byte[]> secrets) {
        secrets.forEach((name, bytes) -> {
            Sensitive base64 = Sensitive.of(Base64.getEncoder().encodeToString(bytes));
            int version = client.write(
                            "demo/" + name, new WriteSecret(null, base64, null, "demo", null, null, null, null))
                    .version();
            line(String.format("%-24s %6d bytes   version %d", "demo/" + name, bytes.length, version));
        });
    }

    private DeploymentAnswer deploy(Client client, Map<String, byte[]> secrets) throws IOException {
        String image = Docker.busyboxImage();
        List<DeploymentSpec.Binding> bindings = new ArrayList<>();
        secrets.keySet()
                .forEach(name -> bindings.add(
                        new DeploymentSpec.Binding(new SecretPath("demo/" + name), name, null, null, null)));
        DeploymentAnswer wanted = client.deploy(new RequestDeployment(
                NAME,
                new TargetName("local"),
                image,
                List.of("/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done"),
                bindings,
                DeploymentSpec.OnRotation.RESTART,
                null));
        line("image " + image.substring(0, 19) + "…, deployment " + wanted.id());
        DeploymentAnswer running = await(client, wanted, is -> is.state() == DeploymentAnswer.State.RUNNING, "run");
        line("container " + running.container() + " runs");
        return running;
    }

    private DeploymentAnswer rotate(Client client, DeploymentAnswer before, String name, Map<String, String> expected) {
        int version = client.rotate(new RotateSecret(
                        new SecretPath("demo/" + name), null, null, new RotateSecret.Generate(32, null), "demo", null))
                .version();
        line("demo/" + name + " is now version " + version);
        DeploymentAnswer after = await(
                client,
                before,
                is -> is.state() == DeploymentAnswer.State.RUNNING && is.generation() > before.generation(),
                "run again with the new value");
        expected.put(name, digest(client.value("demo/" + name)));
        line("generation " + after.generation() + " runs in container " + after.container());
        return after;
    }

    @HandlesPlaintext("digests a value that it read, to compare it with what the container has")
    private static String digest(ValueAnswer answer) {
        byte[] bytes = answer.value() != null
                ? answer.value().reveal().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder()
                        .decode(java.util.Objects.requireNonNull(answer.valueBase64())
                                .reveal());
        return Digest.of(bytes).hex();
    }

    private static Map<String, String> digests(Map<String, byte[]> secrets) {
        Map<String, String> digests = new LinkedHashMap<>();
        secrets.forEach((name, bytes) -> digests.put(name, Digest.of(bytes).hex()));
        return digests;
    }

    private void compare(DeploymentAnswer deployment, Map<String, String> expected) throws IOException {
        String container = java.util.Objects.requireNonNull(deployment.container());
        Map<String, String> found = new LinkedHashMap<>();
        for (String row : Docker.digests(container)) {
            String[] columns = row.split("\\s+", 2);
            found.put(columns[1], columns[0]);
        }
        Docker.listing(container).forEach(this::line);
        expected.forEach((name, digest) -> {
            if (!digest.equals(found.get(name))) {
                throw new DemoFailure("/run/secrets/" + name + " does not have the right bytes");
            }
        });
        line("all " + expected.size() + " files have the right bytes (SHA-256 computed inside and outside agree)");
    }

    private String useTwice(Client client, DeploymentAnswer deployment) {
        IssuedToken token = client.issue(new IssueToken(deployment.id(), Duration.ofSeconds(60), null));
        HttpStatusCode first = client.consume(token.token());
        line("first use:  " + first.value() + (first.value() == 200 ? " (the files)" : ""));
        HttpStatusCode second = client.consume(token.token());
        line("second use: " + second.value() + (second.value() == 410 ? " (refused; outside it is not told why)" : ""));
        if (first.value() != 200 || second.value() != 410) {
            throw new DemoFailure("a bootstrap token must work once and only once");
        }
        List<AuditEvent> alarms = awaitTrail(client, "action=alarm.raised&token=" + token.id());
        line("alarm:      " + alarms.getFirst().reason() + " (position "
                + alarms.getFirst().position() + ")");
        return token.id().value();
    }

    private void trail(Client client, DeploymentAnswer deployment, String token) {
        awaitTrail(client, "action=token.refused&token=" + token);
        List<AuditEvent> events = client.trail("deployment=" + deployment.id() + "&limit=500");
        line(String.format(
                "%8s  %-12s  %-20s  %-8s  %-16s  %s", "position", "time", "action", "outcome", "actor", "about"));
        List<AuditEvent> oldestFirst = events.reversed();
        for (AuditEvent event : oldestFirst) {
            line(String.format(
                    "%8d  %-12s  %-20s  %-8s  %-16s  %s",
                    event.position(),
                    event.at().toString().substring(11, 23),
                    event.action(),
                    event.outcome().name().toLowerCase(java.util.Locale.ROOT),
                    event.actor().id(),
                    about(event)));
        }
    }

    private static String about(AuditEvent event) {
        if (event.secret() != null) {
            return event.secret() + (event.version() == null ? "" : " v" + event.version());
        }
        return event.reason() != null ? event.reason() : event.token() != null ? "token " + event.token() : NAME;
    }

    private void prove(Client client, DeploymentAnswer deployment) {
        AuditEvent event = client.trail("deployment=" + deployment.id() + "&action=token.consumed&limit=1")
                .getFirst();
        InclusionAnswer answer = client.inclusion(event.id());
        Base64.Decoder base64 = Base64.getDecoder();
        InclusionProof proof = new InclusionProof(
                answer.index(),
                answer.size(),
                answer.hashes().stream().map(base64::decode).toList());
        byte[] leaf = base64.decode(answer.leaf());
        if (!proof.verify(TreeHash.leaf(leaf), base64.decode(answer.root()))) {
            throw new DemoFailure("the inclusion proof does not hold");
        }
        leaf[leaf.length / 2] ^= 1;
        if (proof.verify(TreeHash.leaf(leaf), base64.decode(answer.root()))) {
            throw new DemoFailure("the proof holds for changed bytes, too");
        }
        line("event " + answer.eventId() + " (" + event.action() + ")");
        line("is entry " + answer.index() + " of " + answer.size() + "; audit path of "
                + answer.hashes().size() + " hashes; root " + answer.root());
        line("proved; with one bit of the entry flipped it is disproved");
    }

    private DeploymentAnswer await(
            Client client, DeploymentAnswer of, Predicate<DeploymentAnswer> wanted, String what) {
        Instant giveUp = Instant.now().plus(PATIENCE);
        DeploymentAnswer.State told = null;
        while (true) {
            DeploymentAnswer is = client.deployment(of.id().value(), of.asOf());
            if (wanted.test(is)) {
                return is;
            }
            if (is.state() != told) {
                line("… " + is.state().name().toLowerCase(java.util.Locale.ROOT));
                told = is.state();
            }
            if (is.state() == DeploymentAnswer.State.FAILED && is.generation() > of.generation() - 1) {
                throw new DemoFailure("the worker reports: " + is.problem());
            }
            if (Instant.now().isAfter(giveUp)) {
                throw new DemoFailure("the deployment did not " + what + " within " + PATIENCE.toSeconds() + " s");
            }
            pause();
        }
    }

    private static List<AuditEvent> awaitTrail(Client client, String query) {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (true) {
            List<AuditEvent> events = client.trail(query);
            if (!events.isEmpty()) {
                return events;
            }
            if (Instant.now().isAfter(giveUp)) {
                throw new DemoFailure("the trail does not show " + query);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }

    private void farewell() {
        out.println();
        line("Everything above happened on a real PostgreSQL, a real ledger and a real container engine.");
        line("Next: ./run serves the page and the API on " + url + "; docs/tour.md walks through the code;");
        line("data is in " + data + ".");
    }

    private void heading(String text) {
        out.println();
        out.println(++step + ". " + text);
    }

    private void line(String text) {
        out.println("   " + text);
    }
}
