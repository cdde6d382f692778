package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.Sluice;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cloud in memory that holds Things, with the habits of its identity class: names given by the caller (a second create
 * is a conflict), or names of its own with tags that are found late, or names of its own and no tags at all.
 */
final class FakeCloud implements Adapter<Thing.Parameters, Thing.Outputs, FakeCloud.Account> {
    static final Duration TAGS_ARE_FOUND_AFTER = Duration.ofSeconds(5);

    /** As many resources as one call describes. */
    static final int BATCH = 5;

    final List<String> calls = new ArrayList<>();

    /** The names that each call for several was about. */
    final List<Set<String>> asked = new ArrayList<>();

    final Map<String, Resource> resources = new LinkedHashMap<>();

    /** How many create calls had an effect, ever. */
    int created;

    /** What the create call cannot say: an update has to add it. */
    boolean createIsPartial;

    /** Deletions are only started; {@link #finishDeletions} ends them. */
    boolean deletesSlowly;

    /** Deleted resources are kept for a while, as keys and secrets are. */
    boolean keepsDeleted;

    /** What there is to say for connecting is not known yet. */
    boolean hasNothingToPublish;

    /** There is no place for the owner's tag, as on an attachment. */
    boolean tagless;

    /** What the last delete call was told of the resource. */
    Thing.@Nullable Parameters deletedAs;

    private final Kind.Identity identity;
    private final InstantSource clock;
    private final Crashes crashes;
    private final Map<String, Deque<Fault>> faults = new HashMap<>();

    FakeCloud(Kind.Identity identity, InstantSource clock, Crashes crashes) {
        this.identity = identity;
        this.clock = clock;
        this.crashes = crashes;
    }

    record Account(String account) implements Session {}

    static final class Resource {
        ObjectNode parameters;

        @Nullable
        String owner;

        @Nullable
        String actor;

        Observed.State state = Observed.State.AVAILABLE;
        final Instant createdAt;

        Resource(ObjectNode parameters, @Nullable String owner, Instant createdAt) {
            this.parameters = parameters;
            this.owner = owner;
            this.createdAt = createdAt;
        }

        Resource copy() {
            var copy = new Resource(parameters.deepCopy(), owner, createdAt);
            copy.actor = actor;
            copy.state = state;
            return copy;
        }
    }

    private record Fault(CloudException error, boolean afterTheEffect) {}

    /** The next call of this operation is refused. */
    void refuses(String operation, CloudError error) {
        fault(operation, new Fault(exception(operation, error), false));
    }

    /** The next call of this operation does its work, and its answer is lost. */
    void losesTheAnswer(String operation) {
        fault(operation, new Fault(exception(operation, new CloudError.Transient("connection reset")), true));
    }

    private void fault(String operation, Fault fault) {
        faults.computeIfAbsent(operation, o -> new ArrayDeque<>()).add(fault);
    }

    /** Each exception has a request id of its own, as the cloud's have. */
    private CloudException exception(String operation, CloudError error) {
        var id = faults.values().stream().mapToInt(Deque::size).sum();
        return new CloudException(error, "things", operation, "Code", "req-" + id, null);
    }

    /** Somebody puts a resource there by hand. */
    Resource byHand(String name, String parameters, @Nullable String owner) {
        var resource = new Resource(Json.object(parameters), owner, clock.instant());
        resources.put(name, resource);
        return resource;
    }

    /** Somebody changes the resource by hand. */
    void change(String name, Consumer<ObjectNode> edit) {
        edit.accept(resource(name).parameters);
    }

    Resource resource(String name) {
        var resource = resources.get(name);
        if (resource == null) {
            throw new AssertionError("there is no " + name + " in the cloud, only " + resources.keySet());
        }
        return resource;
    }

    void finishDeletions() {
        resources.values().removeIf(r -> r.state == Observed.State.DELETING);
    }

    long count(String operation) {
        return calls.stream().filter(operation::equals).count();
    }

    /** Calls that alter something. */
    long mutations() {
        return calls.stream()
                .filter(c -> !c.equals("read") && !c.equals("find") && !c.equals("batch"))
                .count();
    }

    @Override
    public boolean carriesOwnerTag() {
        return !tagless;
    }

    @Override
    public String region(Thing.Parameters desired, Account session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Thing.Parameters, Thing.Outputs>> read(Target<Thing.Parameters, Account> target) {
        return call("read", () -> described(resources.get(target.externalName()), target));
    }

    private static Optional<Observed<Thing.Parameters, Thing.Outputs>> described(
            @Nullable Resource resource, Target<Thing.Parameters, Account> target) {
        return Optional.ofNullable(resource)
                .map(r -> new Observed<>(
                        Json.value(reported(r, target.desired()), Thing.Parameters.class),
                        new Thing.Outputs("arn:" + target.externalName()),
                        r.owner,
                        r.state,
                        r.state.name().toLowerCase(java.util.Locale.ROOT),
                        r.actor));
    }

    @Override
    public Optional<BatchReader<Thing.Parameters, Thing.Outputs, Account>> batches() {
        return Optional.of(new BatchReader<>() {
            @Override
            public int limit() {
                return BATCH;
            }

            @Override
            public Batch<Thing.Parameters, Thing.Outputs, Account> read(
                    Account session, String region, Set<String> names) {
                asked.add(new TreeSet<>(names));
                return call("batch", () -> {
                    // As they are now: what changes after the call is not in its answer.
                    var found = new HashMap<String, Resource>();
                    names.forEach(name -> {
                        if (resources.containsKey(name)) {
                            found.put(name, resources.get(name).copy());
                        }
                    });
                    return target -> described(found.get(target.externalName()), target);
                });
            }
        });
    }

    @Override
    public String create(Target<Thing.Parameters, Account> target) {
        return call("create", () -> {
            var name = identity == Kind.Identity.DETERMINISTIC ? target.externalName() : "id-" + (created + 1);
            if (resources.containsKey(name)) {
                throw exception("create", new CloudError.Conflict("it exists"));
            }
            var parameters = stored(target.desired());
            if (createIsPartial) {
                parameters.remove("tags");
            }
            var owner = identity == Kind.Identity.BLIND || tagless ? null : target.ownerUid();
            resources.put(name, new Resource(parameters, owner, clock.instant()));
            created++;
            return name;
        });
    }

    @Override
    public List<String> find(Target<Thing.Parameters, Account> target, Map<String, String> tags) {
        if (identity != Kind.Identity.TAGGED) {
            throw new UnsupportedOperationException();
        }
        return call("find", () -> {
            var found = new ArrayList<String>();
            resources.forEach((name, r) -> {
                var visible = !clock.instant().isBefore(r.createdAt.plus(TAGS_ARE_FOUND_AFTER));
                if (visible && tags(r).entrySet().containsAll(tags.entrySet()) && r.state != Observed.State.DELETING) {
                    found.add(name);
                }
            });
            return found;
        });
    }

    private static Map<String, String> tags(Resource resource) {
        var tags = new HashMap<String, String>();
        resource.parameters
                .path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        if (resource.owner != null) {
            tags.put(Sluice.OWNER_TAG, resource.owner);
        }
        return tags;
    }

    /** One step a field, as with an API that has a call for each setting. */
    @Override
    public void update(
            Target<Thing.Parameters, Account> target,
            Observed<Thing.Parameters, Thing.Outputs> observed,
            List<FieldChange> diff) {
        call("update", () -> {
            var resource = resource(target.externalName());
            if (identity != Kind.Identity.BLIND && !tagless) {
                resource.owner = target.ownerUid();
            }
            var wanted = stored(target.desired());
            for (var name : List.of("size", "color", "tags", "password", "token", "tokenVersion", "peer", "peers")) {
                if (diff.stream().anyMatch(f -> f.path().startsWith(name))) {
                    crashes.step("before the update of " + name);
                }
                if (wanted.has(name)) {
                    resource.parameters.set(name, wanted.get(name));
                } else {
                    resource.parameters.remove(name);
                }
            }
            return target;
        });
    }

    @Override
    public void delete(Target<Thing.Parameters, Account> target) {
        call("delete", () -> {
            deletedAs = target.desired();
            if (keepsDeleted && resources.containsKey(target.externalName())) {
                resource(target.externalName()).state = Observed.State.PENDING_DELETION;
            } else if (deletesSlowly && resources.containsKey(target.externalName())) {
                resource(target.externalName()).state = Observed.State.DELETING;
            } else {
                resources.remove(target.externalName());
            }
            return target;
        });
    }

    private static ObjectNode stored(Thing.Parameters desired) {
        ObjectNode parameters = ManagedControllers.JSON.valueToTree(desired);
        parameters.remove(List.of("peerRef", "peerRefs", "passwordSecretRef", "tokenSecretRef"));
        return parameters;
    }

    /** The token is not told, as clouds do with passwords: it counts as the one wished for. */
    private static ObjectNode reported(Resource resource, Thing.Parameters desired) {
        var parameters = resource.parameters.deepCopy();
        if (parameters.has("token")) {
            parameters.put("token", desired.token());
        }
        return parameters;
    }

    @Override
    public Map<String, String> connection(
            Target<Thing.Parameters, Account> target, Observed<Thing.Parameters, Thing.Outputs> observed) {
        if (hasNothingToPublish) {
            return Map.of();
        }
        var details = new HashMap<String, String>();
        details.put("arn", observed.outputs().arn());
        if (target.desired().token() != null) {
            details.put("token", target.desired().token());
        }
        return details;
    }

    private <T> T call(String operation, Supplier<T> effect) {
        calls.add(operation);
        var waiting = faults.get(operation);
        var fault = waiting == null ? null : waiting.poll();
        if (fault != null && !fault.afterTheEffect()) {
            throw fault.error();
        }
        var result = crashes.around(operation, effect);
        if (fault != null) {
            throw fault.error();
        }
        return result;
    }
}
