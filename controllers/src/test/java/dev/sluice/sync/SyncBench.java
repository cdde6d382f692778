package dev.sluice.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.LocalReference;
import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.FileError;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import dev.sluice.protection.FakeUsages;
import dev.sluice.provider.Confidential;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.aws.AwsProvider;
import dev.sluice.source.Origin;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One Sync with all that it needs: a repository, a cluster, a gate. Each pass goes on from the status of the last. */
final class SyncBench implements AutoCloseable {
    private static final Confidential CONFIDENTIAL = new Confidential(new AwsProvider(ProviderContext.PLAIN).kinds());

    static final ObjectMapper JSON = new ObjectMapper();

    final Origin git;
    final FakeCluster cluster = new FakeCluster();

    /** What policy objects to, by the name of the object. */
    final Map<String, String> forbidden = new ConcurrentHashMap<>();

    /** What a look at the manifest finds, by the name of the object. */
    final Map<String, FileError> findings = new HashMap<>();

    /** Every change that was judged. */
    final List<Change> judged = Collections.synchronizedList(new ArrayList<>());

    /** What people were told. */
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    /** Policies that were waited for. */
    final List<List<JsonNode>> awaited = new ArrayList<>();

    final Sync sync = new Sync();
    boolean policiesComeIntoForce = true;
    boolean policiesLoaded = true;

    /** What is protected. */
    final FakeUsages usages = new FakeUsages();

    private final Workers workers = new Workers();
    private final Rendered.Cache cache = new Rendered.Cache();
    private final Gate gate = new Gate(this::policies, InstantSource.system());

    SyncBench() {
        git = new Origin();
        sync.setMetadata(new ObjectMetaBuilder()
                .withNamespace("team")
                .withName("infra")
                .withUid("u-1")
                .withGeneration(1L)
                .build());
        spec("infra", true, null);
    }

    void spec(String path, boolean prune, String targetNamespace) {
        sync.setSpec(new Sync.Spec(new LocalReference("repo"), path, prune, null, targetNamespace, null));
    }

    /** Commits what the repository holds and runs a pass over it. */
    SyncRun.Outcome push() {
        return pass(git.commit(), false);
    }

    /** A pass over a commit that also looks at what did not change in Git. */
    SyncRun.Outcome compare(String revision) {
        return pass(revision, true);
    }

    SyncRun.Outcome pass(String revision, boolean compareAll) {
        try {
            var outcome = run(compareAll).run(git.source(revision));
            remember(outcome.entries());
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is left when the Sync is deleted. */
    List<Entry> delete() {
        var left = run(false).pruneAll();
        remember(left);
        return left;
    }

    Collaborators collaborators() {
        return new Collaborators(
                cluster,
                gate,
                usages.protection(),
                CONFIDENTIAL,
                manifest -> findings.containsKey(manifest.name()) ? List.of(findings.get(manifest.name())) : List.of(),
                (policies, limit) -> {
                    awaited.add(List.copyOf(policies));
                    return policiesComeIntoForce;
                },
                workers,
                cache);
    }

    static String configMap(String name, String value) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s}
                data: {value: "%s"}
                """.formatted(name, value);
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Entry entry(SyncRun.Outcome outcome, String name) {
        return entry(outcome.entries(), name);
    }

    static Entry entry(List<Entry> entries, String name) {
        return entries.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no entry for " + name + " in " + entries));
    }

    @Override
    public void close() {
        workers.close();
        git.close();
    }

    private SyncRun run(boolean compareAll) {
        return new SyncRun(collaborators(), sync, compareAll, teller());
    }

    private void remember(List<Entry> entries) {
        sync.setStatus(new Sync.Status(1L, null, null, null, null, null, entries, null, null, null));
    }

    private PolicySet policies() {
        return policiesLoaded ? theSet() : null;
    }

    private PolicySet theSet() {
        return new PolicySet() {
            @Override
            public String digest() {
                return "test-set";
            }

            @Override
            public Judgement judge(Change change) {
                judged.add(change);
                var objection = forbidden.get(change.subject().name());
                return objection == null
                        ? Judgement.NOTHING
                        : new Judgement(
                                List.of(new Violation("rule", objection, "high", null, null)), List.of(), List.of());
            }
        };
    }

    private SyncRun.Told teller() {
        return new SyncRun.Told() {
            @Override
            public void held(Desired desired, Decision.Rejected decision) {
                told.add("held %s: %s".formatted(desired.id().display(), decision.message()));
            }

            @Override
            public void drifted(ObjectNode live, String fields, String manager) {
                told.add("drifted %s: %s by %s"
                        .formatted(live.at("/metadata/name").asText(), fields, manager));
            }

            @Override
            public void pruned(Entry entry) {
                told.add("pruned " + ObjectId.of(entry).display());
            }

            @Override
            public void pruneHeld(Entry entry, Decision.Rejected decision) {
                told.add("kept %s: %s".formatted(ObjectId.of(entry).display(), decision.message()));
            }
        };
    }
}
