package dev.sluice.gate.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether two expressions of characters, dots and sets, each with a star or a plus or neither, have a text in common.
 * Follows {@code github.com/yashtewari/glob-intersection}, step by step, because its shortcuts show.
 */
final class GlobIntersection {
    private static final int MAX_STEPS = 1_000_000;
    private static final int MAX_SET = 0x110000;

    private enum Flag {
        NONE,
        PLUS,
        STAR
    }

    /** @param characters empty for a dot, which is any character */
    private record Token(Set<Integer> characters, boolean any, Flag flag) {
        boolean matches(Token other) {
            return any || other.any || characters.stream().anyMatch(other.characters::contains);
        }

        boolean sameBut(Token other) {
            return any == other.any && characters.equals(other.characters);
        }

        Token with(Flag changed) {
            return new Token(characters, any, changed);
        }
    }

    private int steps;

    private GlobIntersection() {}

    static boolean isNonEmpty(String a, String b) {
        return new GlobIntersection().intersects(new Reader(a).tokens(), new Reader(b).tokens());
    }

    private boolean intersects(List<Token> a, List<Token> b) {
        int left = 0;
        while (left < a.size() && left < b.size() && plain(a.get(left)) && plain(b.get(left))) {
            if (!a.get(left).matches(b.get(left))) {
                return false;
            }
            left++;
        }
        left = Math.max(0, left - 1);
        int endA = a.size() - 1;
        int endB = b.size() - 1;
        while (endA >= left && endB >= left && plain(a.get(endA)) && plain(b.get(endB))) {
            if (!a.get(endA).matches(b.get(endB))) {
                return false;
            }
            endA--;
            endB--;
        }
        if (endA < a.size() - 1) {
            endA++;
            endB++;
        }
        return normal(a.subList(left, endA + 1), b.subList(left, endB + 1));
    }

    private static boolean plain(Token token) {
        return token.flag() == Flag.NONE;
    }

    private boolean normal(List<Token> a, List<Token> b) {
        int i = 0;
        for (; i < a.size() && i < b.size(); i++) {
            if (!plain(a.get(i)) || !plain(b.get(i))) {
                return special(a.subList(i, a.size()), b.subList(i, b.size()));
            }
            if (!a.get(i).matches(b.get(i))) {
                return false;
            }
        }
        return i == a.size() && i == b.size();
    }

    private boolean special(List<Token> a, List<Token> b) {
        Watchdog.check();
        if (++steps > MAX_STEPS) {
            throw new BuiltinError("regex.globs_match: too many possibilities");
        }
        var first = plain(a.getFirst()) ? b : a;
        var second = plain(a.getFirst()) ? a : b;
        return first.getFirst().flag() == Flag.PLUS ? plus(first, second) : star(first, second);
    }

    private boolean plus(List<Token> plussed, List<Token> other) {
        if (!plussed.getFirst().matches(other.getFirst())) {
            return false;
        }
        return star(plussed, other.subList(1, other.size()))
                || (!plain(other.getFirst()) && normal(plussed.subList(1, plussed.size()), other));
    }

    private boolean star(List<Token> starred, List<Token> other) {
        var more = starred.size() > 1;
        for (int i = 0; i < other.size(); i++) {
            var token = other.get(i);
            if (more
                    && token.matches(starred.get(1))
                    && normal(starred.subList(1, starred.size()), other.subList(i, other.size()))) {
                return true;
            }
            if (!token.matches(starred.getFirst())) {
                return false;
            }
        }
        return !more;
    }

    private static final class Reader {
        private final int[] text;
        private int at;
        private int read;
        private boolean escaped;

        Reader(String text) {
            this.text = text.codePoints().toArray();
        }

        List<Token> tokens() {
            var tokens = new ArrayList<Token>();
            while (at < text.length) {
                var token = token();
                token = token.with(flag());
                var last = tokens.isEmpty() ? token : tokens.getLast();
                if (!tokens.isEmpty() && !plain(token) && !plain(last) && token.sameBut(last)) {
                    var flag = token.flag() == Flag.PLUS || last.flag() == Flag.PLUS ? Flag.PLUS : Flag.STAR;
                    tokens.set(tokens.size() - 1, last.with(flag));
                } else {
                    tokens.add(token);
                }
            }
            return tokens;
        }

        private void next() {
            escaped = text[at] == '\\';
            if (escaped && at + 1 >= text.length) {
                throw new BuiltinError("input ends with a \\ (escape) character");
            }
            at += escaped ? 1 : 0;
            read = text[at++];
        }

        private Token token() {
            next();
            if (!escaped) {
                switch (read) {
                    case '.' -> {
                        return new Token(Set.of(), true, Flag.NONE);
                    }
                    case '[' -> {
                        return set();
                    }
                    case ']', '+', '*' -> throw new BuiltinError("nothing precedes " + Character.toString(read));
                    default -> {}
                }
            }
            return new Token(Set.of(read), false, Flag.NONE);
        }

        private Token set() {
            var characters = new TreeSet<Integer>();
            int before = -1;
            while (at < text.length) {
                next();
                if (!escaped && read == ']') {
                    return new Token(characters, false, Flag.NONE);
                }
                if (!escaped && read == '-') {
                    range(characters, before);
                    before = -1;
                } else {
                    characters.add(read);
                    before = read;
                }
            }
            throw new BuiltinError("found [ without matching ]");
        }

        private void range(Set<Integer> characters, int from) {
            if (from < 0 || at >= text.length - 1) {
                throw new BuiltinError("range character '-' must be between characters");
            }
            next();
            if ((!escaped && (read == ']' || read == '-')) || read < from || characters.size() > MAX_SET) {
                throw new BuiltinError("range is out of order");
            }
            for (int c = from; c <= read; c++) {
                characters.add(c);
            }
        }

        private Flag flag() {
            if (at < text.length && (text[at] == '+' || text[at] == '*')) {
                return text[at++] == '+' ? Flag.PLUS : Flag.STAR;
            }
            return Flag.NONE;
        }
    }
}
