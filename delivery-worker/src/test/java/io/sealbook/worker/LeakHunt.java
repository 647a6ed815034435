package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Looks for secrets, tokens and the worker's key in everything that an engine shows or keeps and in the worker's log,
 * which tells all it can while the hunt is on. They are words that are nowhere else, and are also looked for in base64,
 * wherever it begins, and in hex.
 */
final class LeakHunt implements AutoCloseable {
    private static final List<String> TALKATIVE = List.of("io.sealbook", "com.github.dockerjava.core");

    private final PrivateEngine engine;
    private final String since = Long.toString(Instant.now().getEpochSecond());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Map<String, String> forms = new LinkedHashMap<>();

    LeakHunt(PrivateEngine engine) {
        this.engine = engine;
        forbid(LedgerDouble.KEY);
        forbid(LedgerDouble.TOKEN);
        TALKATIVE.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.TRACE));
        log.start();
        root().addAppender(log);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** A word that was never used before. */
    static String word(String kind) {
        byte[] random = new byte[12];
        ThreadLocalRandom.current().nextBytes(random);
        return "canary-" + kind + "-" + HexFormat.of().formatHex(random);
    }

    /** A new secret, which must be found nowhere. */
    byte[] secret() {
        String word = word("secret");
        forbid(word);
        return word.getBytes(UTF_8);
    }

    private void forbid(String word) {
        byte[] bytes = word.getBytes(UTF_8);
        forms.put(word, word);
        forms.put(HexFormat.of().formatHex(bytes), word + " in hex");
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            // Only those signs that no neighbour of the word has a part in.
            String encoded =
                    Base64.getEncoder().encodeToString(shifted).substring((shift * 8 + 5) / 6, shifted.length * 8 / 6);
            forms.put(encoded, word + " in base64");
        }
    }

    /** Nothing is in any of these places. */
    void nothingIn(Map<String, String> places) {
        places.forEach((place, text) -> forms.forEach((form, word) ->
                assertThat(text.contains(form)).as("%s in %s", word, place).isFalse()));
    }

    /** Nothing is anywhere. */
    void nothingLeaked() {
        Map<String, String> places = new LinkedHashMap<>(kept());
        for (String container : engine.docker().lines("ps", "-aq")) {
            places.put("inspect " + container, text(engine.docker().run("inspect", container)));
            places.put("logs " + container, text(engine.docker().run("logs", container)));
        }
        nothingIn(places);
        nothingOnDisk("the bare disk");
    }

    /** What the machine and the engine keep that concerns no container alone. */
    Map<String, String> kept() {
        Map<String, String> places = processes();
        places.put(
                "events",
                text(engine.docker()
                        .run(
                                "events",
                                "--since",
                                since,
                                "--until",
                                Long.toString(Instant.now().getEpochSecond()))));
        places.put("engine's log", engine.log());
        places.put("worker's log", logged());
        return places;
    }

    /** What all processes of the machine show of themselves. */
    Map<String, String> processes() {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("arguments", text(Cli.run(List.of("sh", "-c", "cat /proc/[0-9]*/cmdline"))));
        places.put("environments", text(Cli.run(List.of("sh", "-c", "cat /proc/[0-9]*/environ"))));
        return places;
    }

    void nothingOnDisk(String when) {
        assertThat(onDisk(forms.keySet())).as("%s", when).isEmpty();
    }

    /** Those of the words that the engine's bare disk holds. */
    Set<String> onDisk(Set<String> words) {
        Set<String> found = new HashSet<>(engine.onDisk(words));
        found.retainAll(words);
        return found;
    }

    private String logged() {
        List<ILoggingEvent> events;
        synchronized (log) { // the worker goes on logging, under the same lock
            events = new ArrayList<>(log.list);
        }
        return events.stream()
                .flatMap(event ->
                        Stream.concat(Stream.of(event.getFormattedMessage()), messages(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> messages(IThrowableProxy thrown) {
        return Stream.iterate(thrown, one -> one != null, IThrowableProxy::getCause)
                .map(one -> String.valueOf(one.getMessage()));
    }

    static String text(Cli.Result result) {
        return new String(result.bytes(), ISO_8859_1);
    }

    @Override
    public void close() {
        root().detachAppender(log);
        TALKATIVE.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(null));
    }
}
