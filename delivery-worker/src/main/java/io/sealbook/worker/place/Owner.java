package io.sealbook.worker.place;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who reads the files: the user that the container runs as, in the container's own numbers. */
record Owner(int uid, int gid) {
    static final Owner ROOT = new Owner(0, 0);
    /** The largest number that fits the header of an archive. */
    static final int LARGEST = 07777777;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    static boolean fits(int number) {
        return number >= 0 && number <= LARGEST;
    }

    boolean fits() {
        return fits(uid) && fits(gid);
    }

    /** The name or number before the colon of Docker's {@code user[:group]}. */
    static String userOf(String spec) {
        return spec.split(":", 2)[0];
    }

    static boolean needsPasswd(String spec) {
        return !spec.isEmpty() && !NUMBER.matcher(userOf(spec)).matches();
    }

    /** Resolves {@code user[:group]} against {@code /etc/passwd}; a named group counts as the user's own. */
    static Optional<Owner> of(String spec, List<String> passwd) {
        if (spec.isEmpty()) {
            return Optional.of(ROOT);
        }
        String user = userOf(spec);
        Optional<Owner> known = passwd.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 3
                        && NUMBER.matcher(fields[2]).matches()
                        && NUMBER.matcher(fields[3]).matches()
                        && (fields[0].equals(user) || fields[2].equals(user)))
                .map(fields -> new Owner(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                .findFirst();
        Optional<Owner> owner = NUMBER.matcher(user).matches()
                ? Optional.of(known.orElseGet(() -> new Owner(Integer.parseInt(user), 0)))
                : known;
        String group = spec.contains(":") ? spec.substring(spec.indexOf(':') + 1) : "";
        return NUMBER.matcher(group).matches()
                ? owner.map(found -> new Owner(found.uid(), Integer.parseInt(group)))
                : owner;
    }
}
