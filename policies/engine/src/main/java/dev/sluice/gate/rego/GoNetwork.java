package dev.sluice.gate.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Addresses as Go's {@code net} has them: of 4 or 16 bytes, where one of 16 bytes may be one of 4 in disguise.
 *
 * @param address its first address
 * @param ones the length of its prefix
 */
record GoNetwork(List<Byte> address, int ones) {
    private static final int V4 = 4;
    private static final int V6 = 16;

    static Optional<List<Byte>> parseAddress(String text) {
        return text.contains(":") ? sixteen(text) : four(text);
    }

    private static Optional<List<Byte>> four(String text) {
        var parts = text.split("\\.", -1);
        var bytes = new byte[V4];
        if (parts.length != V4) {
            return Optional.empty();
        }
        for (int i = 0; i < V4; i++) {
            var value = decimal(parts[i], 255);
            if (value < 0 || (parts[i].length() > 1 && parts[i].startsWith("0"))) {
                return Optional.empty();
            }
            bytes[i] = (byte) value;
        }
        return Optional.of(list(bytes));
    }

    /** -1 where it is no number, or one too large. */
    private static int decimal(String text, int most) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        var value = Integer.parseInt(text);
        return value > most ? -1 : value;
    }

    private static Optional<List<Byte>> sixteen(String text) {
        var gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        var head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        var tail = gap < 0 ? Optional.of(List.<Byte>of()) : groups(text.substring(gap + 2), true);
        if (head.isEmpty() || tail.isEmpty()) {
            return Optional.empty();
        }
        var size = head.get().size() + tail.get().size();
        if (gap < 0 ? size != V6 : size >= V6) {
            return Optional.empty();
        }
        var all = new ArrayList<>(head.get());
        all.addAll(Collections.nCopies(V6 - size, (byte) 0));
        all.addAll(tail.get());
        return Optional.of(all);
    }

    private static Optional<List<Byte>> groups(String text, boolean last) {
        var bytes = new ArrayList<Byte>();
        if (text.isEmpty()) {
            return Optional.of(bytes);
        }
        var parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (last && i == parts.length - 1 && parts[i].contains(".")) {
                var four = four(parts[i]);
                if (four.isEmpty()) {
                    return Optional.empty();
                }
                bytes.addAll(four.get());
            } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                var value = Integer.parseInt(parts[i], 16);
                bytes.add((byte) (value >> 8));
                bytes.add((byte) value);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(bytes);
    }

    /** A block; what its mask does not cover is taken off. */
    static Optional<GoNetwork> parse(String text) {
        var slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        var address = parseAddress(text.substring(0, slash));
        var ones = decimal(text.substring(slash + 1).replaceFirst("^0++(?=[0-9])", ""), 128);
        if (address.isEmpty() || ones < 0 || ones > address.get().size() * 8) {
            return Optional.empty();
        }
        return Optional.of(new GoNetwork(masked(address.get(), ones), ones));
    }

    static GoNetwork of(String text) {
        return parse(text).orElseThrow(() -> new BuiltinError("invalid CIDR address: " + text));
    }

    private static List<Byte> masked(List<Byte> address, int ones) {
        var bytes = bytes(address);
        for (int i = 0; i < bytes.length; i++) {
            var kept = Math.clamp(ones - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xFF << (8 - kept));
        }
        return list(bytes);
    }

    /** Of 16 bytes whose address is one of 4 bytes, Go looks at the last 4, and at as many of the mask. */
    boolean contains(List<Byte> other) {
        var here = shortest(address);
        var there = shortest(other);
        if (here.size() != there.size()) {
            return false;
        }
        var mask = here.size() == address.size() ? ones : ones - (V6 - V4) * 8;
        return masked(there, Math.max(0, mask)).equals(masked(here, Math.max(0, mask)));
    }

    boolean intersects(GoNetwork other) {
        return contains(other.address) || other.contains(address);
    }

    boolean contains(GoNetwork other) {
        if (isPlainSixteen() && other.isPlainSixteen()) {
            return ones <= other.ones && masked(other.address, ones).equals(address);
        }
        return contains(other.address) && contains(other.last());
    }

    GoNetwork masked() {
        return new GoNetwork(masked(address, ones), ones);
    }

    private boolean isPlainSixteen() {
        return address.size() == V6 && shortest(address).size() == V6;
    }

    List<Byte> last() {
        var bytes = bytes(address);
        for (int i = 0; i < bytes.length; i++) {
            var kept = Math.clamp(ones - i * 8L, 0, 8);
            bytes[i] |= (byte) (0xFF >> kept);
        }
        return list(bytes);
    }

    /** Four bytes where sixteen only wrap them. */
    static List<Byte> shortest(List<Byte> address) {
        if (address.size() == V6
                && address.subList(0, 10).stream().allMatch(b -> b == 0)
                && address.get(10) == (byte) 0xFF
                && address.get(11) == (byte) 0xFF) {
            return address.subList(12, V6);
        }
        return address;
    }

    BigInteger first() {
        return new BigInteger(1, bytes(address));
    }

    BigInteger size() {
        return BigInteger.ONE.shiftLeft(address.size() * 8 - ones);
    }

    static List<Byte> address(BigInteger value, int length) {
        var bytes = new byte[length];
        var some = value.toByteArray();
        for (int i = 1; i <= Math.min(length, some.length); i++) {
            bytes[length - i] = some[some.length - i];
        }
        return list(bytes);
    }

    private static byte[] bytes(List<Byte> list) {
        var bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }

    private static List<Byte> list(byte[] bytes) {
        var list = new ArrayList<Byte>(bytes.length);
        for (var b : bytes) {
            list.add(b);
        }
        return List.copyOf(list);
    }

    /** As Go writes an address: the longest run of zeros, if it is longer than one, left out. */
    static String text(List<Byte> address) {
        var some = bytes(shortest(address));
        if (some.length == V4) {
            return "%d.%d.%d.%d".formatted(some[0] & 0xFF, some[1] & 0xFF, some[2] & 0xFF, some[3] & 0xFF);
        }
        var groups = new int[8];
        Arrays.setAll(groups, i -> ((some[i * 2] & 0xFF) << 8) | (some[i * 2 + 1] & 0xFF));
        int from = -1;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
            i = Math.max(i, end - 1);
        }
        var out = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == from) {
                out.append("::");
                i += length - 1;
            } else {
                out.append(i > 0 && i != from + length ? ":" : "").append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }

    /** With the length of the prefix. */
    String text() {
        var length = shortest(address).size() == V4 && address.size() == V6 ? Math.max(0, ones - 96) : ones;
        return text(address) + "/" + length;
    }
}
