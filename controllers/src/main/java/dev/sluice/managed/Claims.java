package dev.sluice.managed;

import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Session;
import java.time.temporal.ChronoUnit;

/** The marks on the object that tie it to its external resource: put there before the cloud is touched, taken off last. */
final class Claims<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private final Objects<P, O, R> objects;
    private final Shared shared;

    Claims(Objects<P, O, R> objects, Shared shared) {
        this.objects = objects;
        this.shared = shared;
    }

    /** Writes finalizer and intent, at most once: found again after a crash, they say whose the resource is. */
    void claim(Facts<P, O, R, S> facts) {
        if (facts.hasFinalizer() && facts.intended()) {
            return;
        }
        var name = facts.externalName();
        var at = shared.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        facts.object = objects.claim(facts.object, name, name + "@" + at);
    }

    /** Writes down the name that the cloud has chosen. */
    void named(Facts<P, O, R, S> facts, String name) {
        if (!name.equals(facts.externalName())) {
            facts.object = objects.name(facts.object, name);
        }
        facts.target = facts.target().named(name);
    }

    /** Lets the object go, and says why. */
    Outcome release(Facts<P, O, R, S> facts, String reason, String message) {
        objects.release(facts.object);
        shared.events().normal(facts.object, reason, message);
        return new Outcome.Released();
    }
}
