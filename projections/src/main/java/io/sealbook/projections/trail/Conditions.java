package io.sealbook.projections.trail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A filter as SQL over the rows {@code t} of the trail, and what its placeholders stand for. */
final class Conditions {
    private final List<Object> arguments = new ArrayList<>();
    private final List<String> conjuncts = new ArrayList<>();

    Conditions(Filter filter) {
        filter.terms().forEach(this::add);
        if (filter.from() != null) {
            conjuncts.add("t.position >= " + firstAt(filter.from()));
        }
        if (filter.to() != null) {
            conjuncts.add("t.position < " + firstAt(filter.to()));
        }
    }

    /** A placeholder for this argument. */
    String argument(Object value) {
        arguments.add(value);
        return "$" + arguments.size();
    }

    void and(String condition) {
        conjuncts.add(condition);
    }

    List<Object> arguments() {
        return arguments;
    }

    String where() {
        return conjuncts.isEmpty() ? "true" : String.join(" and ", conjuncts);
    }

    private void add(Field field, Filter.Terms terms) {
        String column = "t." + field.column();
        if (!terms.any().isEmpty()) {
            conjuncts.add(anyOf(field, column, terms.any()));
        }
        if (!terms.none().isEmpty()) {
            conjuncts.add("(" + column + " is null or not " + anyOf(field, column, terms.none()) + ")");
        }
    }

    private String anyOf(Field field, String column, List<String> values) {
        List<String> exact = values.stream()
                .filter(value -> field != Field.SECRET || !value.contains("*"))
                .toList();
        List<String> cases = new ArrayList<>();
        if (exact.size() == 1) {
            cases.add(column + " = " + argument(exact.getFirst()));
        } else if (!exact.isEmpty()) {
            cases.add(column + " = any(" + argument(exact.toArray(String[]::new)) + ")");
        }
        values.stream()
                .filter(value -> !exact.contains(value))
                .forEach(pattern -> cases.add(matching(column, pattern)));
        return cases.stream().collect(Collectors.joining(" or ", "(", ")"));
    }

    // The literal beginning of the pattern narrows by index, the expression decides. No path has a character as high as
    // '~'.
    private String matching(String column, String pattern) {
        String beginning = pattern.substring(0, pattern.indexOf('*'));
        String beginningOrParent = pattern.endsWith("/**") && beginning.length() + 2 == pattern.length()
                ? beginning.substring(0, beginning.length() - 1)
                : beginning;
        String regex = column + " ~ " + argument(regex(pattern));
        return beginningOrParent.isEmpty()
                ? regex
                : "(" + column + " >= " + argument(beginningOrParent) + " and " + column + " < "
                        + argument(beginningOrParent + "~") + " and " + regex + ")";
    }

    /** {@code *} is one segment; a last {@code **} is any number of them, none included. */
    static String regex(String pattern) {
        if (pattern.equals("**")) {
            return "";
        }
        boolean open = pattern.endsWith("/**");
        String fixed = open ? pattern.substring(0, pattern.length() - 3) : pattern;
        String segments = Pattern.compile("/")
                .splitAsStream(fixed)
                .map(segment -> segment.equals("*") ? "[^/]+" : segment.replace(".", "\\."))
                .collect(Collectors.joining("/"));
        return "^" + segments + (open ? "(/.*)?$" : "$");
    }

    // Time never decreases along the ledger, so an instant is a position, found by one look into an index.
    private String firstAt(Instant at) {
        return "coalesce((select position from read.trail where at >= " + argument(at.atOffset(ZoneOffset.UTC))
                + " order by at, position limit 1), 9223372036854775807)";
    }
}
