package dev.sluice.exemption;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.PolicyExemption;
import dev.sluice.api.Sluice;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.PolicySet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may make an exemption: at the API server only who approves it, and from Git nobody who has written the commit. Put
 * before the policies, so that every gate and every record has it.
 */
public final class ExemptionRules implements PolicySet {
    /** Name under which it objects; no exemption reaches it. */
    static final String SELF = "sluice-exemptions";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PolicySet policies;
    private final String ownUser;

    private final InstantSource clock;

    private ExemptionRules(PolicySet policies, String ownUser, InstantSource clock) {
        this.policies = policies;
        this.ownUser = ownUser;
        this.clock = clock;
    }

    /**
     * @param policies null while none are loaded, and so is the result
     * @param ownUser Sluice's own user, whose writes were judged at the sync gate
     */
    public static @Nullable PolicySet before(@Nullable PolicySet policies, String ownUser, InstantSource clock) {
        return policies == null ? null : new ExemptionRules(policies, ownUser, clock);
    }

    @Override
    public String digest() {
        return policies.digest();
    }

    @Override
    public @Nullable String revision(String policy) {
        return policies.revision(policy);
    }

    @Override
    public Judgement judge(Change change) {
        var judgement = policies.judge(change);
        var objection = objection(change);
        if (objection.isEmpty()) {
            return judgement;
        }
        var violation = new Violation(SELF, objection.get(), "high", null, null);
        var violations = new ArrayList<>(judgement.violations());
        violations.add(violation);
        var absolute = new HashSet<>(judgement.absolute());
        absolute.add(violation);
        return new Judgement(violations, judgement.warnings(), judgement.dryRuns(), absolute);
    }

    private Optional<String> objection(Change change) {
        var subject = change.subject();
        if (!subject.group().equals(Sluice.GROUP)
                || !subject.kind().equals("PolicyExemption")
                || change.operation() == Operation.DELETE
                || change.object() == null) {
            return Optional.empty();
        }
        try {
            var exemption = JSON.treeToValue(change.object(), PolicyExemption.class);
            if (exemption.getSpec() == null) {
                return Optional.of("an exemption needs a spec");
            }
            if (exemption.getMetadata().getCreationTimestamp() == null) {
                exemption.getMetadata().setCreationTimestamp(created(change));
            }
            return Validity.objection(exemption).or(() -> byWhom(change, exemption.getSpec()));
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.of("this exemption cannot be read: " + e.getMessage());
        }
    }

    /** What Git wants says nothing of it. */
    private String created(Change change) {
        var before = change.oldObject();
        var known =
                before == null ? null : before.at("/metadata/creationTimestamp").textValue();
        return known == null ? clock.instant().toString() : known;
    }

    private Optional<String> byWhom(Change change, PolicyExemption.Spec spec) {
        if (change.gate() == GatePoint.SYNC && change.source() != null) {
            return Validity.byItsAuthor(change.source().author(), spec.approvedBy());
        }
        var user = change.user();
        if (change.gate() != GatePoint.ADMISSION || user == null || user.name().equals(ownUser)) {
            return Optional.empty();
        }
        if (Objects.equals(specOf(change.object()), specOf(change.oldObject())) && isSourceKept(change)) {
            return Optional.empty();
        }
        if (!user.name().equals(spec.approvedBy())) {
            return Optional.of("only %s, who approves it (spec.approvedBy), may write it, and you are %s"
                    .formatted(spec.approvedBy(), user.name()));
        }
        return Optional.empty();
    }

    /** Whoever takes the author off what came from Git could approve it after all. */
    private static boolean isSourceKept(Change change) {
        return Objects.equals(author(change.object()), author(change.oldObject()));
    }

    private static @Nullable JsonNode author(@Nullable JsonNode object) {
        return object == null
                ? null
                : object.path("metadata").path("annotations").get(Sluice.SOURCE_AUTHOR);
    }

    private static @Nullable JsonNode specOf(@Nullable JsonNode object) {
        return object == null ? null : object.get("spec");
    }
}
