package dev.sluice.e2e.demo;

import static dev.sluice.e2e.demo.Checks.check;
import static dev.sluice.e2e.demo.Checks.contains;
import static dev.sluice.e2e.demo.Checks.eventually;
import static dev.sluice.e2e.demo.Checks.same;

import dev.sluice.api.FieldChange;
import dev.sluice.api.Sync;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.e2e.git.GitWorkspace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.dynamodb.Table;
import dev.sluice.provider.aws.s3.Bucket;
import dev.sluice.provider.aws.sqs.Queue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The main job, on real servers: what is pushed to Git stands in the cloud, and what policy forbids never gets there.
 * The steps build on each other and run in order.
 */
public final class Scenario implements AutoCloseable {
    private static final String REPOSITORY = "shop";
    private static final String DELIVERY = "shop-delivery";
    private static final String RECEIPTS = "shop-receipts";
    private static final String ORDERS = "shop-orders";
    private static final String DEAD = "shop-orders-dead";
    private static final String CARTS = "shop-carts";
    private static final String LEAFLETS = "shop-leaflets";
    private static final String ORDERS_FILE = "infra/orders-queue.yaml";
    private static final String PACK = "policies/aws-foundation.yaml";

    private final LocalEnvironment environment;
    private final Path folder;
    private final Path examples;
    private final URI gitUrl;
    private final GitWorkspace work;
    private final CloudView cloud;
    private final ClusterView cluster;
    private final Killings killings;

    private Scenario(LocalEnvironment environment, Path folder, URI gitUrl, GitWorkspace work) {
        this.environment = environment;
        this.folder = folder;
        this.examples = environment.checkout().examples().resolve(REPOSITORY);
        this.gitUrl = gitUrl;
        this.work = work;
        this.cloud = new CloudView(environment.cloud().endpoint());
        this.cluster = new ClusterView(environment.client(), REPOSITORY);
        this.killings = new Killings(environment, work, cluster, examples.resolve("changes"));
    }

    /**
     * Makes the repository, tells Sluice of it, and clones it.
     *
     * @param folder for the clone; empty
     */
    public static Scenario prepare(LocalEnvironment environment, Path folder) throws IOException {
        var url = environment.git().create(REPOSITORY);
        environment.git().tell(REPOSITORY, List.of(environment.receiver(DELIVERY, REPOSITORY)));
        environment.startSluice();
        var values = new HashMap<>(environment.values());
        values.put("GIT_URL", url.toString());
        var bootstrap = environment.checkout().examples().resolve(REPOSITORY).resolve("bootstrap.yaml");
        environment.manifests().apply(Files.readString(bootstrap), values);
        return new Scenario(environment, folder, url, GitWorkspace.clone(url, folder.resolve("clone")));
    }

    public URI gitUrl() {
        return gitUrl;
    }

    public List<Step> steps() {
        return List.of(
                new Step(
                        "push a bucket, two queues, a table and the policies",
                        "in the cloud as written, Ready, from that commit",
                        this::everythingPushedStandsInTheCloud),
                new Step(
                        "push a public bucket, with a change to a queue",
                        "the bucket held by policy, the queue changed, no call to the cloud for the bucket",
                        this::aForbiddenBucketIsHeldBack),
                new Step(
                        "kubectl apply the same bucket",
                        "denied at the API server's door, with the policy's message",
                        this::theDoorIsShutToo),
                new Step(
                        "open the bucket, and raise the table's capacity, by hand in the cloud",
                        "the bucket put back and on record; the raise reported and left alone",
                        this::driftIsRecordedAndPutBackUnlessPolicyForbids),
                new Step(
                        "push a broken YAML and a broken policy",
                        "errors with file and line; what is in force stays in force",
                        this::brokenFilesChangeNothing),
                new Step(
                        "remove the queues and the table from Git",
                        "the queues deleted in the cloud; the table held by policy",
                        this::whatLeavesGitIsDeletedUnlessPolicyHoldsIt),
                new Step(
                        "kill -9 around the create call, at three points",
                        "after each restart exactly one resource, no orphan",
                        this::aKillLeavesExactlyOne));
    }

    // ---- 1
    // -----------------------------------------------------------------------------------------------------------

    private String everythingPushedStandsInTheCloud() throws IOException {
        work.copyFrom(examples.resolve("repository"));
        var packs = environment.checkout().root().resolve("policies/library/dist");
        for (var pack : List.of("aws-foundation.yaml", "change-control.yaml")) {
            work.write("policies/" + pack, Files.readString(packs.resolve(pack)));
        }
        var commit = work.push("The shop's infrastructure and its policies");

        eventually(() -> {
            cluster.hasConditions(Bucket.class, RECEIPTS, "Ready", "Synced", "Admitted");
            cluster.hasConditions(Queue.class, ORDERS, "Ready", "Synced", "Admitted");
            cluster.hasConditions(Queue.class, DEAD, "Ready", "Synced", "Admitted");
            cluster.hasConditions(Table.class, CARTS, "Ready", "Synced", "Admitted");
            same("policies in the cluster:", 7, cluster.policies().size());
            cluster.policies().forEach(cluster::inForce);
        });
        theBucketIsAsWritten();
        theQueuesAreAsWritten();
        theTableIsAsWritten();
        cameFrom(commit);
        return "1 bucket, 2 queues, 1 table as written; commit " + shortened(commit);
    }

    private void theBucketIsAsWritten() {
        same("buckets", List.of(RECEIPTS), cloud.buckets());
        same("versioning", "Enabled", cloud.versioning(RECEIPTS));
        same("encryption", "AES256", cloud.encryption(RECEIPTS));
        same("private:", true, cloud.isPrivate(RECEIPTS));
        same("the tag team", "shop", cloud.bucketTags(RECEIPTS).get("team"));
    }

    private void theQueuesAreAsWritten() {
        same("queues", Set.of(ORDERS, DEAD), Set.copyOf(cloud.queues(REPOSITORY)));
        var orders = cloud.queue(ORDERS);
        same("visibility timeout", "60", orders.get("VisibilityTimeout"));
        same("retention", "86400", orders.get("MessageRetentionPeriod"));
        contains(
                "the redrive policy",
                orders.get("RedrivePolicy"),
                String.valueOf(cloud.queue(DEAD).get("QueueArn")),
                "5");
        same("the tag cost-center", "4711", cloud.queueTags(ORDERS).get("cost-center"));
    }

    private void theTableIsAsWritten() {
        same("tables", List.of(CARTS), cloud.tables());
        var table = cloud.table(CARTS);
        same(
                "key",
                "cart HASH",
                table.keySchema().getFirst().attributeName() + " "
                        + table.keySchema().getFirst().keyTypeAsString());
        same("read capacity", 5L, table.provisionedThroughput().readCapacityUnits());
        same("time to live", "ENABLED expires", cloud.timeToLive(CARTS));
        same("point-in-time recovery", "ENABLED", cloud.pointInTimeRecovery(CARTS));
    }

    private void cameFrom(String commit) {
        for (var status : List.of(
                cluster.status(Bucket.class, RECEIPTS),
                cluster.status(Queue.class, ORDERS),
                cluster.status(Table.class, CARTS))) {
            var source = status.provenance();
            check(
                    source != null
                            && source.revision().equals(commit)
                            && source.repository().equals(gitUrl.toString()),
                    "provenance " + commit,
                    source);
        }
    }

    // ---- 2
    // -----------------------------------------------------------------------------------------------------------

    private String aForbiddenBucketIsHeldBack() throws IOException {
        work.write("infra/leaflets-bucket.yaml", change("leaflets-bucket.yaml"));
        edit(ORDERS_FILE, "visibilityTimeout: 60", "visibilityTimeout: 90");
        var commit = work.push("Leaflets for everybody; more time for orders");

        eventually(() -> same("visibility timeout", "90", cloud.queue(ORDERS).get("VisibilityTimeout")));
        var held = new Sync.Entry[1];
        eventually(() -> {
            held[0] = entry(cluster.sync(DELIVERY, REPOSITORY, commit), LEAFLETS);
            same("the bucket's result", Sync.Result.Held, held[0].result());
            cluster.event(DELIVERY, REPOSITORY, "PolicyDenied", LEAFLETS);
        });
        contains("the Sync", held[0].message(), "no-public-bucket", "publicAccessBlock");
        same("objects in the cluster of that name:", true, cluster.find(Bucket.class, LEAFLETS) == null);
        theCloudNeverHeardOf(LEAFLETS);
        return "held: " + held[0].message();
    }

    // ---- 3
    // -----------------------------------------------------------------------------------------------------------

    private String theDoorIsShutToo() throws IOException, InterruptedException {
        var printed = applyByHand();
        contains("kubectl", printed, "denied the request", "no-public-bucket", "publicAccessBlock");
        same("objects in the cluster of that name:", true, cluster.find(Bucket.class, LEAFLETS) == null);
        theCloudNeverHeardOf(LEAFLETS);
        return printed;
    }

    private String applyByHand() throws IOException, InterruptedException {
        var printed = ClusterView.kubectlApply(
                environment.kubectl(), environment.developerKubeconfig(), folder, change("leaflets-bucket.yaml"));
        check(printed.exit() != 0, "kubectl to fail", printed.text());
        return printed.text();
    }

    // ---- 4
    // -----------------------------------------------------------------------------------------------------------

    private String driftIsRecordedAndPutBackUnlessPolicyForbids() {
        cloud.open(RECEIPTS);
        eventually(() -> {
            same("private again:", true, cloud.isPrivate(RECEIPTS));
            var drift = cluster.drift(Bucket.class, RECEIPTS);
            same("outcome", DriftRecord.Outcome.Corrected, drift.outcome());
            recorded(drift, "publicAccessBlock.blockPublicAcls", "false", "true");
            cluster.event(REPOSITORY, RECEIPTS, "DriftDetected", "publicAccessBlock");
            cluster.event(REPOSITORY, RECEIPTS, "DriftCorrected", "publicAccessBlock");
        });
        cloud.setCapacity(CARTS, 50);
        eventually(() -> {
            var drift = cluster.drift(Table.class, CARTS);
            same("outcome", DriftRecord.Outcome.LeftAlone, drift.outcome());
            recorded(drift, "provisionedThroughput.readCapacityUnits", "50", "5");
            contains("the record", drift.message(), "no-capacity-cut");
            cluster.event(REPOSITORY, CARTS, "DriftLeftAlone", "provisionedThroughput");
        });
        same("capacity", 50L, cloud.table(CARTS).provisionedThroughput().readCapacityUnits());
        return "bucket: Corrected, false → true on record; table: LeftAlone by no-capacity-cut, 50 in the cloud";
    }

    private static void recorded(DriftRecord drift, String path, String found, String wanted) {
        var field = drift.fields().stream()
                .filter(f -> f.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected %s on record, but saw %s"
                        .formatted(
                                path,
                                drift.fields().stream().map(FieldChange::path).toList())));
        same("found", found, String.valueOf(field.before()));
        same("wanted", wanted, String.valueOf(field.after()));
    }

    // ---- 5
    // -----------------------------------------------------------------------------------------------------------

    private String brokenFilesChangeNothing() throws IOException, InterruptedException {
        work.write("infra/returns-queue.yaml", change("broken.yaml"));
        var line = edit(PACK, "statement.Effect == \"Allow\"", "statement.Effect == == \"Allow\"");
        var commit = work.push("Two mistakes");

        var seen = new String[1];
        eventually(() -> {
            var status = cluster.sync(DELIVERY, REPOSITORY, commit);
            var errors = status.errors() == null ? List.<Sync.FileError>of() : status.errors();
            same("files with errors:", 1, errors.size());
            same("file", "infra/returns-queue.yaml", errors.getFirst().path());
            same("line", 8, errors.getFirst().line());
            var policy = entry(status, "no-public-bucket");
            same("the policy's result", Sync.Result.Failed, policy.result());
            contains("the Sync", policy.message(), PACK + ":" + line);
            seen[0] = "%s:%d: %s; %s"
                    .formatted(
                            errors.getFirst().path(),
                            errors.getFirst().line(),
                            errors.getFirst().message(),
                            policy.message());
        });
        cluster.policies().forEach(cluster::inForce);
        contains("kubectl, as before,", applyByHand(), "no-public-bucket");
        cluster.hasConditions(Queue.class, ORDERS, "Ready", "Synced", "Admitted");
        same("queues", Set.of(ORDERS, DEAD), Set.copyOf(cloud.queues(REPOSITORY)));

        work.delete("infra/returns-queue.yaml");
        edit(PACK, "statement.Effect == == \"Allow\"", "statement.Effect == \"Allow\"");
        var mended = work.push("Mended");
        eventually(() -> {
            var status = cluster.sync(DELIVERY, REPOSITORY, mended);
            same("errors:", true, status.errors() == null);
            same(
                    "the policy's result",
                    Sync.Result.Applied,
                    entry(status, "no-public-bucket").result());
        });
        return seen[0];
    }

    // ---- 6
    // -----------------------------------------------------------------------------------------------------------

    private String whatLeavesGitIsDeletedUnlessPolicyHoldsIt() {
        work.delete(ORDERS_FILE).delete("infra/carts-table.yaml").delete("infra/leaflets-bucket.yaml");
        var commit = work.push("No more orders, no more carts");

        var held = new Sync.Entry[1];
        eventually(() -> {
            same("queues", List.of(), cloud.queues(REPOSITORY));
            same("objects of the queue:", true, cluster.find(Queue.class, ORDERS) == null);
            held[0] = entry(cluster.sync(DELIVERY, REPOSITORY, commit), CARTS);
            same("the table's result", Sync.Result.PruneHeld, held[0].result());
            cluster.event(DELIVERY, REPOSITORY, "PruneHeld", CARTS);
        });
        contains("the Sync", held[0].message(), "protect-data", "sluice.dev/allow-deletion");
        same("tables", List.of(CARTS), cloud.tables());
        check(cluster.find(Table.class, CARTS) != null, "the table's object to stay", "none");
        return "queues gone; table kept: " + held[0].message();
    }

    // ---- 7
    // -----------------------------------------------------------------------------------------------------------

    private String aKillLeavesExactlyOne() throws IOException {
        killings.kill(Killings.Victim.QUEUE, Killings.Point.BEFORE_THE_CLOUD_HEARS);
        killings.kill(Killings.Victim.TABLE, Killings.Point.BEFORE_THE_ANSWER);
        killings.kill(Killings.Victim.BUCKET, Killings.Point.BEFORE_THE_NEXT_LOOK);
        everyResourceHasItsObject();
        return "%d kills; %d queue, %d tables, %d buckets, each with its object"
                .formatted(
                        Killings.Point.values().length,
                        cloud.queues(REPOSITORY).size(),
                        cloud.tables().size(),
                        cloud.buckets().size());
    }

    /** Kills at every point, for every kind. */
    public String killEverywhere() throws IOException {
        for (var victim : Killings.Victim.values()) {
            for (var point : Killings.Point.values()) {
                killings.kill(victim, point);
                everyResourceHasItsObject();
            }
        }
        return "%d kills".formatted(Killings.Victim.values().length * Killings.Point.values().length);
    }

    private void everyResourceHasItsObject() {
        same("queues", names(Queue.class), Set.copyOf(cloud.queues(REPOSITORY)));
        same("tables", names(Table.class), Set.copyOf(cloud.tables()));
        same("buckets", names(Bucket.class), Set.copyOf(cloud.buckets()));
    }

    private Set<String> names(Class<? extends io.fabric8.kubernetes.api.model.HasMetadata> kind) {
        return environment.client().resources(kind).inNamespace(REPOSITORY).list().getItems().stream()
                .map(o -> o.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    // ---- shared
    // ------------------------------------------------------------------------------------------------------

    private void theCloudNeverHeardOf(String name) {
        same(
                "calls to the cloud for " + name + ":",
                List.of(),
                environment.proxy().callsMentioning(name));
        same("among the buckets:", false, cloud.buckets().contains(name));
    }

    private static Sync.Entry entry(Sync.Status status, String name) {
        var entries = status.objects() == null ? List.<Sync.Entry>of() : status.objects();
        return entries.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected %s in the Sync's status, but saw %s"
                        .formatted(name, entries.stream().map(Sync.Entry::name).toList())));
    }

    private String change(String file) throws IOException {
        return Files.readString(examples.resolve("changes").resolve(file));
    }

    /** Replaces text that occurs in a file and says in which line. */
    private int edit(String path, String before, String after) throws IOException {
        var text = Files.readString(work.folder().resolve(path));
        var at = text.indexOf(before);
        check(at >= 0, "%s to hold %s".formatted(path, before), "something else");
        work.write(path, text.substring(0, at) + after + text.substring(at + before.length()));
        return (int) text.substring(0, at).lines().count();
    }

    private static String shortened(String commit) {
        return commit.substring(0, 8);
    }

    @Override
    public void close() {
        cloud.close();
        work.close();
    }
}
