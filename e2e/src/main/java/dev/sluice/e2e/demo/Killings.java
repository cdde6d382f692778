package dev.sluice.e2e.demo;

import static dev.sluice.e2e.demo.Checks.eventually;

import dev.sluice.api.managed.ManagedResource;
import dev.sluice.e2e.cloud.CloudCall;
import dev.sluice.e2e.cloud.Fault;
import dev.sluice.e2e.cloud.Hold;
import dev.sluice.e2e.git.GitWorkspace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.dynamodb.Table;
import dev.sluice.provider.aws.s3.Bucket;
import dev.sluice.provider.aws.sqs.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Kills Sluice with SIGKILL in the moments in which a resource is created, and starts it again. */
final class Killings {
    private static final Duration HELD_WITHIN = Duration.ofSeconds(30);

    private final LocalEnvironment environment;
    private final GitWorkspace work;
    private final ClusterView cluster;
    private final Path changes;
    private int kills;

    Killings(LocalEnvironment environment, GitWorkspace work, ClusterView cluster, Path changes) {
        this.environment = environment;
        this.work = work;
        this.cluster = cluster;
        this.changes = changes;
    }

    /** What is being created when Sluice dies. */
    enum Victim {
        QUEUE(Queue.class, "sqs", "CreateQueue"),
        BUCKET(Bucket.class, "s3", "CreateBucket"),
        TABLE(Table.class, "dynamodb", "CreateTable");

        private final Class<? extends ManagedResource<?, ?>> kind;
        private final String service;
        private final String create;

        Victim(Class<? extends ManagedResource<?, ?>> kind, String service, String create) {
            this.kind = kind;
            this.service = service;
            this.create = create;
        }
    }

    /** When it dies. */
    enum Point {
        /** The create call has left Sluice; it reaches the cloud when Sluice is dead. */
        BEFORE_THE_CLOUD_HEARS,
        /** The cloud has created the resource; Sluice never hears of it. */
        BEFORE_THE_ANSWER,
        /** Sluice knows that the resource is created, and has not written that down yet. */
        BEFORE_THE_NEXT_LOOK
    }

    void kill(Victim victim, Point point) throws IOException {
        var name = "shop-late-%d-%s".formatted(++kills, victim.name().toLowerCase(Locale.ROOT));
        var hold = new Hold();
        var fault = fault(victim, point, hold, name);
        environment.proxy().inject(fault);
        var sluice = environment.startSluice();
        try {
            var file = "late-%s.yaml".formatted(victim.name().toLowerCase(Locale.ROOT));
            work.write(
                    "infra/%s.yaml".formatted(name),
                    Files.readString(changes.resolve(file)).replace("${NAME}", name));
            work.push("Create " + name);
            hold.awaitCall(HELD_WITHIN);
            sluice.kill();
        } finally {
            environment.proxy().remove(fault);
            hold.release();
        }
        sluice.start();
        eventually(() -> cluster.hasConditions(victim.kind, name, "Ready", "Synced", "Admitted"));
    }

    private Fault fault(Victim victim, Point point, Hold hold, String name) {
        return switch (point) {
            case BEFORE_THE_CLOUD_HEARS ->
                Fault.holdRequest(hold)
                        .to(victim.service, victim.create)
                        .when(call -> call.mentions(name))
                        .times(1);
            case BEFORE_THE_ANSWER ->
                Fault.holdAnswer(hold)
                        .to(victim.service, victim.create)
                        .when(call -> call.mentions(name))
                        .times(1);
            case BEFORE_THE_NEXT_LOOK ->
                Fault.holdRequest(hold)
                        .when(call -> call.mentions(name) && created(victim, name))
                        .times(1);
        };
    }

    private boolean created(Victim victim, String name) {
        return environment.proxy().callsTo(victim.service, victim.create).stream()
                .filter(call -> call.mentions(name))
                .mapToInt(CloudCall::status)
                .anyMatch(status -> status == 200);
    }
}
