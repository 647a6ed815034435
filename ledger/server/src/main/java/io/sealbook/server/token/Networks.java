package io.sealbook.server.token;

import io.sealbook.edge.Problem;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** CIDR blocks (RFC 4632, RFC 4291 §2.3) that a token may come from; none means anywhere. */
final class Networks {
    private static final int MAX = 32;
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/([0-9]{1,3}))?");

    private Networks() {}

    private record Block(byte[] address, int bits) {
        // Literal addresses only: a name must never reach a resolver.
        // And whole ones: "10/8" would be read as 0.0.0.10.
        static Block parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException("a block is an address, a slash and the length of a prefix");
            }
            byte[] address = InetAddress.ofLiteral(form.group(1)).getAddress();
            int bits = form.group(2) == null ? 8 * address.length : Integer.parseInt(form.group(2));
            if (bits > 8 * address.length) {
                throw new IllegalArgumentException("a prefix is no longer than its address");
            }
            return new Block(address, bits);
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((other[bit >> 3] & mask) != (address[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    static List<String> check(@Nullable List<String> networks) {
        if (networks == null) {
            return List.of();
        }
        if (networks.size() > MAX) {
            throw Problem.badRequest("/networks", "at most " + MAX + " networks");
        }
        try {
            networks.forEach(Block::parse);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("/networks", "each is an address or a CIDR block, such as 10.0.0.0/8");
        }
        return List.copyOf(networks);
    }

    static boolean contain(List<String> networks, @Nullable String address) {
        if (networks.isEmpty()) {
            return true;
        }
        if (address == null) {
            return false;
        }
        byte[] from = InetAddress.ofLiteral(address).getAddress();
        return networks.stream().map(Block::parse).anyMatch(block -> block.contains(from));
    }
}
