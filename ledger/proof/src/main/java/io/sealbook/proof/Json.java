package io.sealbook.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As much JSON (RFC 8259) as an answer of the ledger needs to be read with the JDK alone. Strict, and small. */
sealed interface Json {
    record Members(Map<String, Json> byName) implements Json {}

    record Items(List<Json> list) implements Json {}

    record Text(String value) implements Json {}

    /** A number, true, false or null, as it was written. */
    record Word(String value) implements Json {}

    /** The one value that the text is. */
    static Json read(String text) {
        Reader reader = new Reader(text);
        Json value = reader.value(0);
        reader.expectEnd();
        return value;
    }

    default Json member(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("the answer has no member \"" + name + "\""));
    }

    default Optional<Json> find(String name) {
        if (this instanceof Members members) {
            return Optional.ofNullable(members.byName().get(name));
        }
        throw new IllegalArgumentException("the answer is a JSON object");
    }

    default String text() {
        if (this instanceof Text text) {
            return text.value();
        }
        throw new IllegalArgumentException("text was expected");
    }

    default long number() {
        if (this instanceof Word word) {
            return Long.parseLong(word.value());
        }
        throw new IllegalArgumentException("a number was expected");
    }

    default List<Json> items() {
        if (this instanceof Items items) {
            return items.list();
        }
        throw new IllegalArgumentException("a list was expected");
    }

    final class Reader {
        private static final int DEEPEST = 64;
        private static final String WORDS = "-+.0123456789Eaeflnrstu";

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Json value(int depth) {
            if (depth > DEEPEST) {
                throw wrong("less nesting");
            }
            skipSpace();
            return switch (peek()) {
                case '{' -> members(depth);
                case '[' -> items(depth);
                case '"' -> new Text(string());
                default -> word();
            };
        }

        void expectEnd() {
            skipSpace();
            if (at < text.length()) {
                throw wrong("the end");
            }
        }

        private Json members(int depth) {
            Map<String, Json> byName = new LinkedHashMap<>();
            for (char before = '{'; !closes(before, '{', '}'); before = ',') {
                take(before);
                skipSpace();
                String name = string();
                skipSpace();
                take(':');
                if (byName.put(name, value(depth + 1)) != null) {
                    throw wrong("no member twice");
                }
                skipSpace();
            }
            return new Members(byName);
        }

        private Json items(int depth) {
            List<Json> list = new ArrayList<>();
            for (char before = '['; !closes(before, '[', ']'); before = ',') {
                take(before);
                list.add(value(depth + 1));
                skipSpace();
            }
            return new Items(list);
        }

        // Empty brackets close at once; others after any of their values.
        private boolean closes(char before, char open, char close) {
            int next = at;
            if (before == open) {
                next = afterSpace(at + 1);
            }
            if (next < text.length() && text.charAt(next) == close) {
                at = next + 1;
                return true;
            }
            return false;
        }

        private String string() {
            take('"');
            StringBuilder string = new StringBuilder();
            while (peek() != '"') {
                char c = text.charAt(at++);
                if (c < ' ') {
                    throw wrong("no control character");
                }
                string.append(c == '\\' ? escaped() : c);
            }
            at++;
            return string.toString();
        }

        private char escaped() {
            char c = peek();
            at++;
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> {
                    if (at + 4 > text.length()) {
                        throw wrong("four hexadecimal digits");
                    }
                    at += 4;
                    yield (char) Integer.parseInt(text, at - 4, at, 16);
                }
                default -> throw wrong("an escape of JSON");
            };
        }

        private Json word() {
            int start = at;
            while (at < text.length() && WORDS.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String word = text.substring(start, at);
            if (!word.matches("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
                throw wrong("a value");
            }
            return new Word(word);
        }

        private void take(char expected) {
            if (peek() != expected) {
                throw wrong("'" + expected + "'");
            }
            at++;
        }

        private char peek() {
            if (at >= text.length()) {
                throw wrong("more");
            }
            return text.charAt(at);
        }

        private void skipSpace() {
            at = afterSpace(at);
        }

        private int afterSpace(int from) {
            int next = from;
            while (next < text.length() && " \t\r\n".indexOf(text.charAt(next)) >= 0) {
                next++;
            }
            return next;
        }

        private IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException("not JSON: expected " + expected + " at character " + (at + 1));
        }
    }
}
