package dev.sluice.managed;

import dev.sluice.api.Sluice;
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
        var location = Location.of(facts).toString();
        if (!facts.hasFinalizer() || !facts.intended() || !location.equals(facts.object.annotation(Sluice.LOCATION))) {
            var name = facts.externalName();
            facts.object = objects.claim(facts.object, name, intent(name), location);
        }
    }

    /**
     * The same before a create call. Where the cloud chooses the name the intent has none until it has, and is as new as
     * the call: it says until when what the call has made may not be found yet.
     */
    void intend(Facts<P, O, R, S> facts) {
        if (facts.cloudNames()) {
            facts.object = objects.claim(
                    facts.object,
                    facts.externalName(),
                    intent(""),
                    Location.of(facts).toString());
        } else {
            claim(facts);
        }
    }

    /** The same for a resource that exists already and is to become ours. */
    void adopt(Facts<P, O, R, S> facts) {
        var name = facts.target().externalName();
        facts.object = objects.adopt(
                facts.object, name, intent(name), Location.of(facts).toString(), now());
        facts.candidate = null;
    }

    /** Takes the intent back, where it is certain that the create call made nothing. */
    void retract(Facts<P, O, R, S> facts) {
        facts.object = objects.retract(facts.object);
    }

    /** Writes down the name that the cloud has chosen: the create call is answered. */
    void named(Facts<P, O, R, S> facts, String name) {
        if (!name.equals(facts.externalName())) {
            facts.object = objects.name(facts.object, name, intent(name));
        }
        facts.target = facts.target().named(name);
    }

    private String intent(String name) {
        return name + "@" + now();
    }

    private String now() {
        return shared.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Lets the object go, and says why. */
    Outcome release(Facts<P, O, R, S> facts, String reason, String message) {
        objects.release(facts.object);
        shared.events().normal(facts.object, reason, message);
        return new Outcome.Released();
    }
}
