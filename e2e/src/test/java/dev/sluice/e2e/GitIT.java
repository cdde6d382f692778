package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static dev.sluice.e2e.Tenant.queue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sync;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.git.Credentials;
import dev.sluice.e2e.git.GitWorkspace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with a repository or a server: it is said, and what is in force stays in force. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class GitIT {
    private Tenant tenant;
    private String orders;

    @BeforeEach
    void aTenant(LocalEnvironment environment, TestNamespace namespace, @TempDir Path folder) {
        tenant = Tenant.of(environment, namespace, folder);
        orders = namespace.unique("orders");
    }

    @AfterEach
    void close() {
        tenant.close();
    }

    private void ordersAreDelivered() {
        tenant.work.write("orders.yaml", queue(orders, 30)).push("Orders");
        tenant.awaitReady(Queue.class, orders);
    }

    private void repositorySays(String reason, String... words) {
        eventually(() -> {
            var ready = tenant.repositoryReady();
            assertThat(ready).returns("False", Condition::getStatus).returns(reason, Condition::getReason);
            assertThat(ready.getMessage()).contains(words);
        });
    }

    @Test
    void anEmptyRepositoryIsWaitedFor() {
        repositorySays("EmptyRepository", "push a commit to main");

        ordersAreDelivered();
    }

    @Test
    void aForcePushedBranchIsFollowed() {
        ordersAreDelivered();
        var first = tenant.work.head();
        tenant.work.write("orders.yaml", queue(orders, 40)).push("Forty");
        eventually(() -> assertThat(tenant.inCloud(orders)).containsEntry("VisibilityTimeout", "40"));

        tenant.work.resetTo(first).write("orders.yaml", queue(orders, 50)).commit("Fifty, and forty never was");
        tenant.work.push(true);

        eventually(() -> assertThat(tenant.inCloud(orders)).containsEntry("VisibilityTimeout", "50"));
        assertThat(tenant.synced(tenant.work.head()).counts()).isEqualTo(new Sync.Counts(1, 0, 0, 0));
    }

    @Test
    void aDeletedBranchTakesNothingAlong() {
        ordersAreDelivered();
        tenant.work.branch("other").push("Another branch");
        tenant.work.branch("main");

        tenant.work.deleteRemoteBranch("main");

        repositorySays("BranchNotFound", "main");
        assertThat(tenant.queuesInCloud()).containsExactly(orders);
        tenant.work.push(true);
        eventually(() -> assertThat(tenant.repositoryReady()).returns("True", Condition::getStatus));
        assertThat(tenant.queuesInCloud()).containsExactly(orders);
    }

    @Test
    void wrongCredentialsAreSaidAndTakeNothingAlong() {
        ordersAreDelivered();

        tenant.environment.git().require(new Credentials("ada", "changed"));

        repositorySays("AuthenticationFailed", "secretRef");
        assertThat(tenant.repositoryReady().getMessage()).doesNotContain("right");
        assertThat(tenant.queuesInCloud()).containsExactly(orders);
        tenant.environment.git().require(new Credentials("ada", "right"));
        eventually(() -> assertThat(tenant.repositoryReady()).returns("True", Condition::getStatus));
    }

    @Test
    void aServerThatFailsIsTriedAgainWhileDriftIsStillCorrected() {
        ordersAreDelivered();

        tenant.environment.git().failWith(503);
        repositorySays("Unreachable", "503");
        try (var sqs =
                dev.sluice.e2e.cloud.AwsClients.sqs(tenant.environment.cloud().endpoint())) {
            var url = sqs.getQueueUrl(r -> r.queueName(orders)).queueUrl();
            sqs.setQueueAttributes(
                    r -> r.queueUrl(url).attributesWithStrings(java.util.Map.of("VisibilityTimeout", "99")));
        }

        eventually(() -> assertThat(tenant.inCloud(orders)).containsEntry("VisibilityTimeout", "30"));
        tenant.environment.git().heal();
        eventually(() -> assertThat(tenant.repositoryReady()).returns("True", Condition::getStatus));
    }

    @Test
    void unreadableFilesAreNamedAndTheRestIsAppliedAndNothingIsPruned(TestNamespace namespace) {
        ordersAreDelivered();
        var good = namespace.unique("good");
        var twice = namespace.unique("twice");
        tenant.work
                .delete("orders.yaml")
                .write("good.yaml", queue(good, 30))
                .write("broken.yaml", "kind: [a\nb: c\n")
                .write("huge.yaml", "a: " + "x".repeat(1024 * 1024))
                .write("deep.yaml", "a: " + "[".repeat(200) + "]".repeat(200))
                .write("bomb.yaml", bomb())
                .write("unknown.yaml", "apiVersion: nobody.example/v1\nkind: Thing\nmetadata:\n  name: a\n")
                .write("wrong.yaml", queue(namespace.unique("wrong"), 30).replace("Timeout: 30", "Timeout: soon"))
                .write("one.yaml", queue(twice, 30))
                .write("two.yaml", queue(twice, 40))
                .symlink("link.yaml", "/etc/hostname")
                .submodule("module", "1234567890123456789012345678901234567890");

        var status = tenant.synced(tenant.work.push("Everything that can be wrong"));

        assertThat(status.errors())
                .extracting(Sync.FileError::path)
                .contains("broken.yaml", "huge.yaml", "deep.yaml", "bomb.yaml", "unknown.yaml", "link.yaml", "module");
        assertThat(status.errors())
                .anySatisfy(e ->
                        assertThat(e.path() + e.message()).contains("one.yaml").contains("two.yaml"));
        assertThat(status.objects()).anySatisfy(o -> {
            assertThat(o.name()).isEqualTo(namespace.unique("wrong"));
            assertThat(o.result()).isEqualTo(Sync.Result.Failed);
            assertThat(o.message()).contains("visibilityTimeout");
        });
        tenant.awaitReady(Queue.class, good);
        assertThat(tenant.queuesInCloud()).containsExactlyInAnyOrder(good, orders);
    }

    @Test
    void aPathOutsideTheRepositoryIsRefused() {
        ordersAreDelivered();
        tenant.environment
                .client()
                .resources(Sync.class)
                .inNamespace(tenant.namespace.name())
                .withName("infra")
                .edit(s -> {
                    s.setSpec(new Sync.Spec(s.getSpec().sourceRef(), "../..", true, "5s", null, null));
                    return s;
                });

        eventually(() -> {
            var status = tenant.sync();
            assertThat(status).isNotNull();
            assertThat(Tenant.condition(status.conditions(), "Ready"))
                    .returns("False", Condition::getStatus)
                    .returns("PathNotFound", Condition::getReason);
        });
        assertThat(tenant.queuesInCloud()).containsExactly(orders);
    }

    @Test
    void aCommitWithoutAnyObjectPrunesNothing() {
        ordersAreDelivered();

        var status = tenant.synced(tenant.work
                .delete("orders.yaml")
                .write("README.md", "Nothing here")
                .push("Empty"));

        assertThat(Tenant.condition(status.conditions(), "Ready").getMessage()).contains("Nothing was pruned");
        assertThat(tenant.queuesInCloud()).containsExactly(orders);
    }

    @Test
    void anotherRepositoryIsNotDisturbed(LocalEnvironment environment, @TempDir Path other) {
        var url = environment.git().create(tenant.namespace.name() + "-other");
        try (var work = GitWorkspace.clone(url, other.resolve("clone"))) {
            work.write("a.yaml", queue(tenant.namespace.unique("other"), 30)).push("Nobody follows this");
        }
        ordersAreDelivered();

        assertThat(tenant.queuesInCloud()).isEqualTo(List.of(orders));
    }

    /** Nine levels of ten references each: a billion values. */
    private static String bomb() {
        var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            var before = "*a" + (i - 1);
            text.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(",", java.util.Collections.nCopies(10, before))));
        }
        return text.toString();
    }
}
