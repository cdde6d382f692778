package dev.sluice.managed;

import dev.sluice.api.Operation;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagementPolicy;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Phase five, for a resource that does not exist: intent, then the create call. */
final class Creation<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private static final Duration RARELY = Duration.ofMinutes(2);

    private final Kind.Identity identity;
    private final CloudActor<P, O, S> actor;
    private final CloudCalls calls;
    private final Claims<P, O, R, S> claims;
    private final Judge<P, O, R, S> judge;
    private final Shared shared;

    Creation(
            Kind.Identity identity,
            CloudActor<P, O, S> actor,
            CloudCalls calls,
            Claims<P, O, R, S> claims,
            Judge<P, O, R, S> judge,
            Shared shared) {
        this.identity = identity;
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
        if (identity == Kind.Identity.BLIND && facts.intended()) {
            return new Outcome.Refused(
                    "CreateOutcomeUnknown",
                    "A call to create %s was begun, and the cloud offers no way to find out what became of it. Look there; then set the annotation %s to its name, or remove the annotation %s to create it."
                            .formatted(facts.display(), Sluice.EXTERNAL_NAME, Sluice.CREATE_INTENT));
        }
        return judge.decided(facts, Operation.CREATE, admitted -> {
            claims.claim(facts);
            var name = calls.call(facts.target(), () -> actor.create(admitted, facts.target()));
            facts.created = true;
            claims.named(facts, name);
            shared.events().normal(facts.object, "Created", "Created %s.".formatted(facts.display()));
            return null;
        });
    }
}
