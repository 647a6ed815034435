package io.sealbook.server.token;

import io.sealbook.edge.Problem;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CIDR blocks (RFC 4632, RFC 4291 §2.3) that a token may come from; none means anywhere. */
final class Networks {
    private static final int MAX = 32;

    private Networks() {}

    private record Block(byte[] address, int bits) {
        // Literal addresses only: a name must never reach a resolver.
        static Block parse(String text) {
            int slash = text.indexOf('/');
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? 8 * address.length : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > 8 * address.length) {
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
