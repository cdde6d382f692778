package dev.sluice.provider.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** One parameter, or a group of them, as plans show it: {@code visibilityTimeout}, {@code tags[team]}. */
public final class FieldPath {
    private final String text;
    private final List<String> names;
    private final FieldRules rules;

    private FieldPath(String text, List<String> names, FieldRules rules) {
        this.text = text;
        this.names = List.copyOf(names);
        this.rules = rules;
    }

    /** A field below the root, by the names on the way to it. */
    static FieldPath of(List<String> names, FieldRules rules) {
        return new FieldPath(String.join(".", names), names, rules);
    }

    /** @throws IllegalArgumentException where there is no such parameter; the message says what to do */
    public static FieldPath parse(String text, FieldRules rules) {
        var names = names(text);
        var here = rules;
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (here.hasFields()) {
                if (!here.fields().containsKey(name)) {
                    throw new IllegalArgumentException("'%s' is not a parameter: there is no %s, only %s"
                            .formatted(
                                    text,
                                    name,
                                    String.join(
                                            ", ",
                                            here.fields().keySet().stream()
                                                    .sorted()
                                                    .toList())));
                }
            } else if (!here.map()) {
                throw new IllegalArgumentException("'%s' goes too deep: %s is compared as a whole"
                        .formatted(text, String.join(".", names.subList(0, i))));
            }
            here = here.field(name);
        }
        var reference = here.reference();
        if (reference != null) {
            throw new IllegalArgumentException(
                    "'%s' is a reference: write the parameter that it sets, %s".formatted(text, reference.to()));
        }
        return new FieldPath(text, names, rules);
    }

    private static List<String> names(String text) {
        var names = new ArrayList<String>();
        for (int at = 0; at < text.length(); ) {
            int end;
            if (text.charAt(at) == '[') {
                end = text.indexOf(']', at);
                if (end < 0) {
                    throw new IllegalArgumentException("'%s' has a [ without a ]".formatted(text));
                }
                names.add(text.substring(at + 1, end));
                at = end + 1;
                if (at < text.length() && text.charAt(at) == '.') {
                    at++;
                }
                continue;
            }
            end = at;
            while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
                end++;
            }
            names.add(text.substring(at, end));
            at = end < text.length() && text.charAt(end) == '.' ? end + 1 : end;
        }
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank) || text.endsWith(".")) {
            throw new IllegalArgumentException(
                    "'%s' is not the path of a parameter: write for example tags[team]".formatted(text));
        }
        return names;
    }

    /** Gives the parameter the value that the cloud has, so that it neither differs nor is overwritten. */
    public void leave(ObjectNode desired, JsonNode observed) {
        JsonNode is = observed;
        var holder = desired;
        var here = rules;
        for (var name : names.subList(0, names.size() - 1)) {
            is = is.path(name);
            here = here.field(name);
            if (!(holder.get(name) instanceof ObjectNode)) {
                if (!is.isObject() || here.serverDefaulted()) {
                    // Nothing is wished for here, and nothing is there; or what is there is the cloud's business.
                    return;
                }
                holder.putObject(name);
            }
            holder = (ObjectNode) holder.get(name);
        }
        var last = names.getLast();
        if (!holder.has(last) && here.field(last).serverDefaulted()) {
            // Unset it is left alone anyway, even where it changes between our look and our call.
            return;
        }
        var value = is.get(last);
        if (value == null || value.isNull()) {
            holder.remove(last);
        } else {
            holder.set(last, value.deepCopy());
        }
    }

    /** True where a difference at this path, as {@link Diff} shows it, lies within the parameter. */
    public boolean covers(String path) {
        return path.equals(text) || path.startsWith(text + ".") || path.startsWith(text + "[");
    }

    @Override
    public String toString() {
        return text;
    }
}
