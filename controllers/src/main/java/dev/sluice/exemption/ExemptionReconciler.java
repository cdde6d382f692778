package dev.sluice.exemption;

import dev.sluice.api.PolicyExemption;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.LeanStore;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in its status what an exemption is worth: active, about to end, expired or invalid, and what it has let pass. */
@ControllerConfiguration(name = "policyexemption")
public final class ExemptionReconciler implements Reconciler<PolicyExemption> {
    private static final Logger LOG = LoggerFactory.getLogger(ExemptionReconciler.class);
    private static final String ACTIVE = "Active";
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** When people are told that it ends, the longest first. */
    private static final List<Duration> NOTICE = List.of(Duration.ofDays(7), Duration.ofDays(1));

    private final ClusterExemptions exemptions;
    private final EventRecorder events;
    private final InstantSource clock;

    public ExemptionReconciler(ClusterExemptions exemptions, EventRecorder events, InstantSource clock) {
        this.exemptions = exemptions;
        this.events = events;
        this.clock = clock;
    }

    public static void configure(ControllerConfigurationOverrider<PolicyExemption> config) {
        config.withGenerationAware(true).withItemStore(new LeanStore<>());
    }

    @Override
    public UpdateControl<PolicyExemption> reconcile(PolicyExemption exemption, Context<PolicyExemption> context) {
        try {
            return looked(exemption);
        } catch (RuntimeException e) {
            LOG.error(
                    "exemption={} could not be looked at",
                    exemption.getMetadata().getName(),
                    e);
            return UpdateControl.<PolicyExemption>noUpdate().rescheduleAfter(LOOK);
        }
    }

    private UpdateControl<PolicyExemption> looked(PolicyExemption exemption) {
        var meta = exemption.getMetadata();
        var old = exemption.getStatus();
        var conditions = new Conditions(old == null ? null : old.conditions(), meta.getGeneration(), clock);
        var left = describe(exemption, conditions);
        var uses = exemptions.uses().of(meta.getName(), old == null ? null : old.uses());
        var status = new PolicyExemption.Status(meta.getGeneration(), conditions.list(), uses.isEmpty() ? null : uses);
        UpdateControl<PolicyExemption> control;
        if (status.equals(old)) {
            control = UpdateControl.noUpdate();
        } else {
            tell(exemption, old, status);
            var patch = new PolicyExemption();
            patch.setMetadata(new ObjectMetaBuilder().withName(meta.getName()).build());
            patch.setStatus(status);
            control = UpdateControl.patchStatus(patch);
        }
        // Looked at while it is used; once it is over it never comes back.
        return left == null ? control : control.rescheduleAfter(left.compareTo(LOOK) < 0 ? left : LOOK);
    }

    /** What is left of it; null where it is over, or was never one. */
    private @Nullable Duration describe(PolicyExemption exemption, Conditions conditions) {
        var wrong = Validity.objection(exemption);
        if (wrong.isPresent()) {
            conditions
                    .isFalse(ACTIVE, "Invalid", "Nothing is exempt: %s.".formatted(wrong.get()))
                    .isFalse(Conditions.READY, "Invalid", "Nothing is exempt: %s.".formatted(wrong.get()));
            return null;
        }
        var expires = exemption.getSpec().expires();
        var left = Duration.between(clock.instant(), Validity.expires(exemption.getSpec()));
        if (!left.isPositive()) {
            var message = "It expired at %s; nothing is exempt by it any more.".formatted(expires);
            conditions.isFalse(ACTIVE, "Expired", message).isFalse(Conditions.READY, "Expired", message);
            return null;
        }
        var soon = NOTICE.stream().filter(notice -> left.compareTo(notice) <= 0).min(Duration::compareTo);
        if (soon.isPresent()) {
            var message = "It expires at %s, within %d days."
                    .formatted(expires, soon.get().toDays());
            conditions.isTrue(ACTIVE, "Expiring", message).isTrue(Conditions.READY, "Expiring", message);
        } else {
            var message = "It is in force until %s.".formatted(expires);
            conditions.isTrue(ACTIVE, "Active", message).isTrue(Conditions.READY, "Active", message);
        }
        return left.plusMillis(1);
    }

    private void tell(PolicyExemption exemption, PolicyExemption.@Nullable Status old, PolicyExemption.Status next) {
        var before = Conditions.find(old == null ? null : old.conditions(), ACTIVE);
        var now = Conditions.find(next.conditions(), ACTIVE);
        if (now == null || isSame(before, now)) {
            return;
        }
        switch (now.getReason()) {
            case "Active" ->
                events.normal(
                        exemption,
                        "ExemptionActive",
                        "%s Approved by %s, owned by %s."
                                .formatted(
                                        now.getMessage(),
                                        exemption.getSpec().approvedBy(),
                                        exemption.getSpec().owner()));
            case "Expiring" -> events.warning(exemption, "ExemptionExpiring", now.getMessage());
            case "Expired" -> events.warning(exemption, "ExemptionExpired", now.getMessage());
            default -> events.warning(exemption, "ExemptionInvalid", now.getMessage());
        }
    }

    private static boolean isSame(@Nullable Condition before, Condition now) {
        return before != null
                && Objects.equals(before.getReason(), now.getReason())
                && Objects.equals(before.getMessage(), now.getMessage());
    }
}
