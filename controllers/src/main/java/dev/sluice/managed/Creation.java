package dev.sluice.managed;

import dev.sluice.api.Operation;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagementPolicy;
import dev.sluice.gate.Decision;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Phase five, for a resource that does not exist: intent, then the create call. */
final class Creation<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private static final Duration RARELY = Duration.ofMinutes(2);

    private final CloudActor<P, O, S> actor;
    private final CloudCalls calls;
    private final Claims<P, O, R, S> claims;
    private final Judge<P, O, R, S> judge;
    private final Shared shared;

    Creation(
            CloudActor<P, O, S> actor,
            CloudCalls calls,
            Claims<P, O, R, S> claims,
            Judge<P, O, R, S> judge,
            Shared shared) {
        this.actor = actor;
        this.calls = calls;
        this.claims = claims;
        this.judge = judge;
        this.shared = shared;
    }

    @Nullable
    Outcome run(Facts<P, O, R, S> facts) {
        if (!facts.allows(ManagementPolicy.CREATE)) {
            return new Outcome.Waiting(
                    "NotFound",
                    "%s does not exist, and spec.managementPolicies do not allow Create.".formatted(facts.display()),
                    RARELY);
        }
        return judge.decided(facts, Operation.CREATE, admitted -> {
            claims.intend(facts);
            var name = carryOut(facts, admitted);
            facts.created = true;
            claims.named(facts, name);
            shared.events().normal(facts.object, "Created", "Created %s.".formatted(facts.display()));
            return null;
        });
    }

    private String carryOut(Facts<P, O, R, S> facts, Decision.Admitted admitted) {
        try {
            return calls.call(facts.target(), () -> actor.create(admitted, facts.target()));
        } catch (CloudCalls.PacedException e) {
            nothingWasMade(facts);
            throw e;
        } catch (CloudException e) {
            var refused = switch (e.error()) {
                case CloudError.Throttled x -> true;
                case CloudError.Denied x -> true;
                case CloudError.Invalid x -> true;
                case CloudError.Conflict x -> false;
                case CloudError.NotFound x -> false;
                case CloudError.Transient x -> false;
            };
            if (refused) {
                nothingWasMade(facts);
            }
            throw e;
        }
    }

    /** Where an intent stops everything, it must not stand for a call that had no effect. */
    private void nothingWasMade(Facts<P, O, R, S> facts) {
        if (facts.identity == Kind.Identity.BLIND) {
            claims.retract(facts);
        }
    }
}
