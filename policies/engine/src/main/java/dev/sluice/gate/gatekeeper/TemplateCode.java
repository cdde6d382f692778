package dev.sluice.gate.gatekeeper;

import dev.sluice.api.Policy.RegoVersion;
import dev.sluice.gate.rego.RegoText;
import java.util.ArrayList;
import java.util.List;

/**
 * The code of a template's target: {@code code} where it holds Rego, else {@code rego} and {@code libs}.
 *
 * @param field where the Rego stands
 */
record TemplateCode(RegoText rego, String field, List<String> notes) {
    private static final String REGO = "Rego";

    static TemplateCode read(At target) throws InvalidObjectException {
        var others = new ArrayList<String>();
        for (var code : target.to("code").items()) {
            var engine = code.to("engine").required();
            if (engine.equals(REGO)) {
                return ofEngine(code.to("source"), notes(target, others));
            }
            others.add(engine);
        }
        var rego = target.to("rego");
        if (!rego.isAbsent()) {
            // What stands here is of the syntax that Rego had when this field was the only one.
            return new TemplateCode(
                    new RegoText(
                            rego.required(), target.to("libs").texts(), RegoVersion.V0, RegoText.Contract.TEMPLATE),
                    rego.path(),
                    notes(target, others));
        }
        if (others.isEmpty()) {
            throw rego.wrong("is missing; a template needs rego, or code with the engine Rego");
        }
        throw target.to("code")
                .wrong("is written for %s only; Sluice evaluates Rego: add the same rule as code with the engine Rego"
                        .formatted(String.join(", ", others)));
    }

    private static TemplateCode ofEngine(At source, List<String> notes) throws InvalidObjectException {
        var version = source.to("version");
        var syntax = switch (version.text()) {
            case "", "v0" -> RegoVersion.V0;
            case "v1" -> RegoVersion.V1;
            case String other -> throw version.wrong("is '%s'; write v0 or v1".formatted(other));
        };
        var rego = source.to("rego");
        return new TemplateCode(
                new RegoText(rego.required(), source.to("libs").texts(), syntax, RegoText.Contract.TEMPLATE),
                rego.path(),
                notes);
    }

    private static List<String> notes(At target, List<String> others) throws InvalidObjectException {
        var engines = new ArrayList<>(others);
        for (var code : target.to("code").items()) {
            var engine = code.to("engine").required();
            if (!engine.equals(REGO) && !engines.contains(engine)) {
                engines.add(engine);
            }
        }
        return engines.isEmpty()
                ? List.of()
                : List.of("Its code for %s is left alone; its Rego decides.".formatted(String.join(", ", engines)));
    }
}
