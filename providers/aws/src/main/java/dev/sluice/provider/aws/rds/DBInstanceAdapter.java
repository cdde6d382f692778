package dev.sluice.provider.aws.rds;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Details;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.rds.DBInstance.Outputs;
import dev.sluice.provider.aws.rds.DBInstance.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Filter;

/** Maps a database to RDS: one call reads it, one creates it, one changes all that differs. */
final class DBInstanceAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var rds = rds(target);
        return rds.find(
                        "DescribeDBInstances",
                        c -> c.describeDBInstances(r -> r.dbInstanceIdentifier(target.externalName())))
                .map(answer -> answer.dbInstances().stream()
                        .findFirst()
                        .orElseThrow(() -> rds.incomplete("DescribeDBInstances")))
                .map(instance -> observed(target, instance));
    }

    /** By a filter: an unknown name would fail the call. */
    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new RdsBatches<>(
                "DescribeDBInstances",
                (c, names) -> c.describeDBInstancesPaginator(r -> r.filters(byName(names)))
                        .dbInstances(),
                software.amazon.awssdk.services.rds.model.DBInstance::dbInstanceIdentifier,
                DBInstanceAdapter::observed,
                true));
    }

    private static Filter byName(Set<String> names) {
        return Filter.builder().name("db-instance-id").values(names).build();
    }

    private static Observed<Parameters, Outputs> observed(
            Target<Parameters, AwsSession> target, software.amazon.awssdk.services.rds.model.DBInstance instance) {
        return new Observed<>(
                DBInstanceParameters.of(target.region(), target.desired(), instance),
                outputs(instance),
                Tags.owner(RdsTags.map(instance.tagList())),
                state(String.valueOf(instance.dbInstanceStatus())),
                String.valueOf(instance.dbInstanceStatus()),
                null);
    }

    private static Outputs outputs(software.amazon.awssdk.services.rds.model.DBInstance instance) {
        var endpoint = instance.endpoint();
        var secret = instance.masterUserSecret();
        return new Outputs(
                instance.dbInstanceArn(),
                endpoint == null ? null : endpoint.address(),
                endpoint == null || endpoint.port() == null ? null : String.valueOf(endpoint.port()),
                instance.dbiResourceId(),
                secret == null ? null : secret.secretArn());
    }

    /** The many words of RDS for being at work are not listed: new ones come, and all mean to wait. */
    static Observed.State state(String status) {
        if (status.startsWith("incompatible-") || status.startsWith("inaccessible-encryption-credentials")) {
            return Observed.State.FAILED;
        }
        return switch (status) {
            // More storage mends a full one, and a stopped one can be deleted and is as wanted otherwise.
            case "available", "storage-optimization", "storage-full", "stopped" -> Observed.State.AVAILABLE;
            case "creating" -> Observed.State.CREATING;
            case "deleting", "delete-precheck" -> Observed.State.DELETING;
            case "failed", "restore-error", "insufficient-capacity" -> Observed.State.FAILED;
            default -> Observed.State.UPDATING;
        };
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        var tags = Tags.wanted(desired.tags(), target.ownerUid());
        if (desired.masterUserPasswordVersion() != null) {
            tags.put(DBInstanceParameters.PASSWORD_VERSION, desired.masterUserPasswordVersion());
        }
        rds(target)
                .call(
                        "CreateDBInstance",
                        c -> c.createDBInstance(r -> DBInstanceRequests.create(r, desired)
                                .dbInstanceIdentifier(target.externalName())
                                .tags(RdsTags.list(tags))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var desired = target.desired();
        var changed = new Changed(diff);
        var rds = rds(target);
        RdsTags.change(rds, observed.outputs().arn(), Tags.edit(target, observed, Parameters::tags));
        var modification = DBInstanceRequests.modify(desired, observed.parameters(), changed);
        if (modification.isPresent()) {
            rds.call(
                    "ModifyDBInstance",
                    c -> c.modifyDBInstance(modification.get().toBuilder()
                            .dbInstanceIdentifier(target.externalName())
                            .build()));
        }
        if (changed.touches("masterUserPasswordVersion")) {
            passwordVersion(rds, observed.outputs().arn(), desired);
        }
    }

    /** After the password itself: a version that is written stands for a password that was set. */
    private static void passwordVersion(Api<RdsClient> rds, String arn, Parameters desired) {
        var key = DBInstanceParameters.PASSWORD_VERSION;
        var version = desired.masterUserPasswordVersion();
        RdsTags.change(
                rds,
                arn,
                version == null ? new Tags.Edit(Map.of(), Set.of(key)) : new Tags.Edit(Map.of(key, version), Set.of()));
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var desired = target.desired();
        var is = observed.parameters();
        var outputs = observed.outputs();
        if (outputs.address() == null) {
            return Map.of();
        }
        // One that is not set yet is not the one to log in with.
        var isSet = Objects.equals(desired.masterUserPasswordVersion(), is.masterUserPasswordVersion());
        return new Details()
                .with("endpoint", outputs.address())
                .with("port", outputs.port())
                .with("username", is.masterUsername())
                .with("password", isSet ? desired.masterUserPassword() : null)
                .with("passwordSecretArn", outputs.masterUserSecretArn())
                .with("dbname", is.dbName())
                .map();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        boolean skip = Boolean.TRUE.equals(desired.skipFinalSnapshot());
        try {
            rds(target)
                    .find(
                            "DeleteDBInstance",
                            c -> c.deleteDBInstance(r -> r.dbInstanceIdentifier(target.externalName())
                                    .skipFinalSnapshot(skip)
                                    .finalDBSnapshotIdentifier(skip ? null : desired.finalSnapshotIdentifier())
                                    .deleteAutomatedBackups(desired.deleteAutomatedBackups())));
        } catch (CloudException failure) {
            throw reworded(failure);
        }
    }

    private static CloudException reworded(CloudException failure) {
        if (failure.error().message().contains("delete protected DB Instance")) {
            return Api.reworded(
                    failure,
                    new CloudError.Conflict(
                            "the database is protected against deletion; set deletionProtection to false first, or leave Delete out of spec.managementPolicies to keep the database"));
        } else if (failure.code().equals("DBSnapshotAlreadyExists")) {
            return Api.reworded(
                    failure,
                    new CloudError.Conflict(
                            "a snapshot with the name of finalSnapshotIdentifier exists already; choose another name"));
        }
        return failure;
    }

    private static Api<RdsClient> rds(Target<Parameters, AwsSession> target) {
        return target.session().rds(target.region());
    }
}
