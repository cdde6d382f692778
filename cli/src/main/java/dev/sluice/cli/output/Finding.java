package dev.sluice.cli.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one rule says of one object or file.
 *
 * @param policy name of the policy; for checks of our own their family, for example {@code schema}
 * @param rule the rule of it that speaks
 * @param controls controls that the policy answers
 * @param message what is wrong and what to do; for an exempt finding also by which exemption
 * @param resource the object; null where it concerns a file as a whole
 * @param place where it is written; null where that is not known
 * @param cluster of the object; empty where there is none
 */
public record Finding(
        String policy,
        String rule,
        Severity severity,
        List<String> controls,
        Result result,
        String message,
        @Nullable Resource resource,
        @Nullable Place place,
        String cluster) {

    public Finding {
        controls = List.copyOf(controls);
    }

    /** A finding of our own about a place in a file. */
    public static Finding of(Result result, String policy, String rule, String message, Place place) {
        var severity = result == Result.WARN ? Severity.LOW : Severity.HIGH;
        return new Finding(policy, rule, severity, List.of(), result, message, null, place, "");
    }

    public Finding about(Resource about) {
        return new Finding(policy, rule, severity, controls, result, message, about, place, cluster);
    }

    /** {@code policy/rule}, which stays the same between runs. */
    public String ruleId() {
        return policy + "/" + rule;
    }

    /** Namespace of the object; empty where there is none. */
    public String namespace() {
        return resource == null ? "" : resource.namespace();
    }

    /** The file, else the object, else nothing: what a reader groups by. */
    String subject() {
        if (place != null) {
            return place.file();
        }
        return resource == null ? "" : resource.display();
    }

    /** @param namespace empty for an object without one */
    public record Resource(String apiVersion, String kind, String namespace, String name) {
        /** {@code Queue payments/orders} */
        public String display() {
            return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
        }
    }

    /**
     * @param file relative to the repository, with {@code /}
     * @param line from 1
     */
    public record Place(String file, int line) {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }
}
