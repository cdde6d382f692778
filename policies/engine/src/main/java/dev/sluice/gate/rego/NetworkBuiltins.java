package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** {@code net.cidr_*}. */
final class NetworkBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.ofEntries(
            Map.entry("net.cidr_contains", call -> Call.bool(contains(call.text(0), call.text(1)))),
            Map.entry("net.cidr_overlap", call -> Call.bool(contains(call.text(0), call.text(1)))),
            Map.entry(
                    "net.cidr_intersects",
                    call -> Call.bool(GoNetwork.of(call.text(0)).intersects(GoNetwork.of(call.text(1))))),
            Map.entry("net.cidr_contains_matches", NetworkBuiltins::containsMatches),
            Map.entry("net.cidr_expand", NetworkBuiltins::expand),
            Map.entry(
                    "net.cidr_is_valid",
                    call -> Call.bool(call.argument(0) instanceof Str text
                            && GoNetwork.parse(text.value()).isPresent())),
            Map.entry("net.cidr_merge", NetworkBuiltins::merge));

    private static final int MAX_ADDRESSES = 1 << 16;

    private NetworkBuiltins() {}

    private static boolean contains(String network, String part) {
        var whole = GoNetwork.of(network);
        var address = GoNetwork.parseAddress(part);
        return address.isPresent() ? whole.contains(address.get()) : whole.contains(GoNetwork.of(part));
    }

    private record Indexed(String network, RegoValue index) {}

    private static RegoValue containsMatches(Call call) {
        var found = new TreeSet<>(RegoValue.ORDER);
        var parts = indexed(call.argument(1));
        for (var whole : indexed(call.argument(0))) {
            for (var part : parts) {
                Watchdog.check();
                if (contains(whole.network(), part.network())) {
                    found.add(new Arr(List.of(whole.index(), part.index())));
                }
            }
        }
        return new SetOf(List.copyOf(found));
    }

    private static List<Indexed> indexed(RegoValue value) {
        return switch (value) {
            case Str s -> List.of(new Indexed(s.value(), s));
            case Arr a ->
                IntStream.range(0, a.items().size())
                        .mapToObj(i -> new Indexed(network(a.items().get(i)), Num.of(i)))
                        .toList();
            case SetOf s ->
                s.items().stream().map(i -> new Indexed(network(i), i)).toList();
            case Obj o ->
                o.fields().entrySet().stream()
                        .map(e -> new Indexed(network(e.getValue()), e.getKey()))
                        .toList();
            default -> List.of();
        };
    }

    private static String network(RegoValue element) {
        if (element instanceof Arr(var items) && !items.isEmpty()) {
            return Call.text(items.getFirst());
        }
        if (element instanceof Str s) {
            return s.value();
        }
        throw new BuiltinError("element must be string or non-empty array");
    }

    private static RegoValue expand(Call call) {
        var network = GoNetwork.of(call.text(0));
        if (network.size().compareTo(BigInteger.valueOf(MAX_ADDRESSES)) > 0) {
            throw new IllegalArgumentException("net.cidr_expand: more than %d addresses".formatted(MAX_ADDRESSES));
        }
        var all = new TreeSet<>(RegoValue.ORDER);
        var first = network.first();
        for (int i = 0; i < network.size().intValue(); i++) {
            Watchdog.check();
            var address = GoNetwork.address(
                    first.add(BigInteger.valueOf(i)), network.address().size());
            all.add(new Str(GoNetwork.text(address)));
        }
        return new SetOf(List.copyOf(all));
    }

    /** Addresses of the two families in one line, those of 4 bytes as the 16 that wrap them. */
    private record Range(
            BigInteger first,
            BigInteger last,
            @org.jspecify.annotations.Nullable GoNetwork network) {
        private static final BigInteger WRAPPED = BigInteger.valueOf(0xFFFF).shiftLeft(32);

        static Range of(GoNetwork network) {
            var short4 = network.address().size() == 4;
            var lowest = network.masked().first();
            var first = short4 ? lowest.add(WRAPPED) : lowest;
            return new Range(first, first.add(network.size()).subtract(BigInteger.ONE), network);
        }

        boolean isFour() {
            return isFour(first);
        }

        private static boolean isFour(BigInteger address) {
            return address.shiftRight(32).equals(BigInteger.valueOf(0xFFFF));
        }

        /** The address before; the first of each family stays. */
        BigInteger previous() {
            return first.signum() == 0 || first.equals(WRAPPED) ? first : first.subtract(BigInteger.ONE);
        }

        Range joined(Range before) {
            return new Range(before.first.min(first), last, null);
        }

        List<GoNetwork> networks() {
            if (network != null) {
                return List.of(network);
            }
            var networks = new ArrayList<GoNetwork>();
            var bits = isFour() ? 32 : 128;
            for (var at = first; at.compareTo(last) <= 0; ) {
                Watchdog.check();
                var left = last.subtract(at).add(BigInteger.ONE);
                var zeros = at.signum() == 0 ? bits : Math.min(at.getLowestSetBit(), bits);
                var size = Math.min(zeros, left.bitLength() - 1);
                var address = GoNetwork.address(at, 16);
                networks.add(new GoNetwork(isFour() ? GoNetwork.shortest(address) : address, bits - size));
                at = at.add(BigInteger.ONE.shiftLeft(size));
            }
            return networks;
        }
    }

    private static RegoValue merge(Call call) {
        var ranges = new ArrayList<Range>();
        call.members(0).forEach(m -> ranges.add(Range.of(network(Call.text(m)))));
        ranges.sort(Comparator.comparing(Range::last).thenComparing(Range::first));
        for (int i = ranges.size() - 1; i > 0; i--) {
            Watchdog.check();
            if (ranges.get(i).previous().compareTo(ranges.get(i - 1).last()) <= 0) {
                ranges.set(i - 1, ranges.get(i).joined(ranges.get(i - 1)));
                ranges.remove(i);
            }
        }
        var texts = new LinkedHashSet<String>();
        ranges.forEach(r -> r.networks().forEach(n -> texts.add(n.text())));
        return new SetOf(
                texts.stream().sorted().map(t -> (RegoValue) new Str(t)).toList());
    }

    /** A plain address of 4 bytes has the mask of its old class, and is written as it was. */
    private static GoNetwork network(String text) {
        var address = GoNetwork.parseAddress(text);
        if (address.isEmpty()) {
            return GoNetwork.of(text);
        }
        var four = GoNetwork.shortest(address.get());
        if (four.size() != 4) {
            throw new BuiltinError("IPv6 invalid: needs prefix length");
        }
        var first = four.getFirst() & 0xFF;
        return new GoNetwork(four, first < 0x80 ? 8 : first < 0xC0 ? 16 : 24);
    }
}
