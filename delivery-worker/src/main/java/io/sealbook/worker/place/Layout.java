package io.sealbook.worker.place;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.line.Json;
import io.sealbook.worker.redeem.Delivered;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * How files lie in a memory directory: {@code db -> ..data/db}, {@code ..data -> ..<time>}, and the bytes in
 * {@code ..<time>/db}. Beside them {@code ..<time>/.ready} says whose values these are. Everything is reached through
 * {@code ..data}, so it comes last, and where it is missing nothing else counts. A refresh lays a second {@code ..<time>}
 * beside the first, to which {@code ..other} leads; then the two links change places.
 */
final class Layout {
    static final String READY = ".ready";
    /** Leads to the files that the container reads. */
    static final String CURRENT = "..data";
    /** Leads to those that take their place next, or had it before. */
    static final String OTHER = "..other";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu_MM_dd_HH_mm_ss.SSSSSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");

    private Layout() {}

    /** Why this order's files cannot be laid out. */
    static Optional<String> objection(List<Orders.File> files) {
        if (files.stream().map(Orders.File::file).distinct().count() != files.size()) {
            return Optional.of("two secrets are bound to the same file");
        }
        return files.stream()
                .filter(file -> !FILE.matcher(file.file()).matches()
                        || !MODE.matcher(file.mode()).matches()
                        || (file.uid() != null && !Owner.fits(file.uid())))
                .findFirst()
                .map(_ -> "a file name is 1 to 128 letters, digits, '.', '_' or '-' and does not start with '.', "
                        + "its mode is four octal digits from 0000 to 0777 and its uid at most " + Owner.LARGEST);
    }

    /**
     * The archive of one delivery, to be unpacked in its directory; {@code owner} has the files that name no uid.
     * {@code link} is {@link #CURRENT} for a directory that is empty, {@link #OTHER} for one whose files are read.
     */
    @HandlesPlaintext("values go into the archive that is unpacked in the host's memory; the archive is wiped")
    static Tar archive(Delivered delivered, List<Orders.File> files, Owner owner, String link) {
        Map<String, Orders.File> wanted = new HashMap<>();
        files.forEach(file -> wanted.put(file.file(), file));
        byte[] ready = Json.MAPPER.writeValueAsBytes(new Contents(delivered.generation(), delivered.versions()));
        List<Integer> sizes = new ArrayList<>(List.of(ready.length));
        delivered.files().forEach(file -> sizes.add(file.content().length()));

        String home = ".." + TIME.format(Instant.now());
        // The names under which the container finds its files; a refresh leaves them as they are.
        List<String> names = link.equals(CURRENT)
                ? Stream.concat(delivered.files().stream().map(Delivered.File::name), Stream.of(READY))
                        .toList()
                : List.of();
        long longTexts = Stream.concat(
                        delivered.files().stream().map(file -> home + "/" + file.name()),
                        names.stream().flatMap(name -> Stream.of(name, CURRENT + "/" + name)))
                .filter(Tar::isLong)
                .count();
        Tar tar = Tar.sized(3 + delivered.files().size() + names.size(), Math.toIntExact(longTexts), sizes);
        tar.directory(home, 0755);
        for (Delivered.File file : delivered.files()) {
            int uid = uid(wanted.get(file.name()), owner);
            file.content().use(bytes -> tar.file(home + "/" + file.name(), mode(file.mode()), uid, owner.gid(), bytes));
        }
        tar.file(home + "/" + READY, 0444, 0, 0, ready);
        names.forEach(name -> tar.link(name, CURRENT + "/" + name));
        return tar.link(link, home);
    }

    /**
     * The archive that gives the directory {@code home} to {@code owner}, with a token in it; for an application that
     * fetches its secrets by itself also with all that the gate waits for.
     */
    @HandlesPlaintext(
            "a token goes into the archive that the engine unpacks in the host's memory; the archive is wiped")
    static Tar handover(String home, Plaintext token, Owner owner, App app) {
        boolean ready = app.placement() == DeploymentSpec.Placement.APP;
        byte[] contents = Json.MAPPER.writeValueAsBytes(new Contents(app.generation(), List.of()));
        Tar tar =
                ready ? Tar.sized(6, List.of(token.length(), contents.length)) : Tar.sized(2, List.of(token.length()));
        tar.directory(home, 0700, owner);
        token.use(bytes -> tar.file(home + "/" + Fetching.TOKEN, 0400, owner.uid(), owner.gid(), bytes));
        if (ready) {
            String first = home + "/..first";
            tar.directory(first, 0700, owner)
                    .file(first + "/" + READY, 0444, owner.uid(), owner.gid(), contents)
                    .link(home + "/" + READY, CURRENT + "/" + READY)
                    .link(home + "/" + CURRENT, "..first");
        }
        return tar;
    }

    /** The archive that hands a token to a keeper, with the names and owners of the files; the link to both comes last. */
    @HandlesPlaintext(
            "a token goes into the archive that the engine unpacks in the host's memory; the archive is wiped")
    static Tar errand(Plaintext token, List<Orders.File> files, Owner owner) {
        byte[] order = files.stream()
                .map(file -> file.file() + " " + uid(file, owner) + " " + owner.gid() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
        Tar tar = Tar.sized(4, List.of(order.length, token.length())).directory("..handed", 0700);
        tar.file("..handed/order", 0600, 0, 0, order);
        token.use(bytes -> tar.file("..handed/token", 0600, 0, 0, bytes));
        return tar.link(".handed", "..handed");
    }

    private static int uid(Orders.@Nullable File file, Owner owner) {
        return file == null || file.uid() == null ? owner.uid() : file.uid();
    }

    static int mode(String octal) {
        return Integer.parseInt(octal, 8) & 0777;
    }

    /** What a directory holds, as a {@code .ready} says; empty when that is not whole. */
    static Optional<Contents> contents(byte[] ready) {
        try {
            return Optional.of(Json.MAPPER.readValue(ready, Contents.class));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}
