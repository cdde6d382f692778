package dev.sluice.provider.aws.rds;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.rds.DBParameterGroup.Outputs;
import dev.sluice.provider.aws.rds.DBParameterGroup.Parameter;
import dev.sluice.provider.aws.rds.DBParameterGroup.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;

/** Maps a parameter group to RDS, whose create call takes no settings: the first update writes them. */
final class DBParameterGroupAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** As many settings as one call takes. */
    private static final int BATCH = 20;

    /** More than all settings of any engine; ends a listing that goes in circles. */
    private static final int MAX_PAGES = 50;

    /** Settings that were changed, as RDS calls them. */
    private static final String CHANGED = "user";

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var rds = rds(target);
        var answer = rds.find(
                "DescribeDBParameterGroups",
                c -> c.describeDBParameterGroups(r -> r.dbParameterGroupName(target.externalName())));
        if (answer.isPresent() && !answer.get().hasDbParameterGroups()) {
            throw rds.incomplete("DescribeDBParameterGroups");
        }
        return answer.flatMap(found -> found.dbParameterGroups().stream().findFirst())
                .map(group -> {
                    var tags = RdsTags.read(rds, group.dbParameterGroupArn());
                    var parameters = new Parameters(
                            target.region(),
                            group.dbParameterGroupFamily(),
                            group.description(),
                            parameters(rds, target.externalName()),
                            Tags.parameter(tags));
                    return Observed.available(
                            parameters,
                            new Outputs(group.dbParameterGroupName(), group.dbParameterGroupArn()),
                            Tags.owner(tags));
                });
    }

    private static @Nullable List<Parameter> parameters(Api<RdsClient> rds, String group) {
        var parameters = new ArrayList<Parameter>();
        String next = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            var marker = next;
            var answer = rds.call(
                    "DescribeDBParameters",
                    c -> c.describeDBParameters(
                            r -> r.dbParameterGroupName(group).source(CHANGED).marker(marker)));
            answer.parameters().stream()
                    .filter(parameter -> parameter.parameterValue() != null)
                    .map(parameter -> new Parameter(
                            parameter.parameterName(), parameter.parameterValue(), parameter.applyMethodAsString()))
                    .forEach(parameters::add);
            next = answer.marker();
            if (next == null) {
                break;
            }
        }
        return parameters.isEmpty() ? null : parameters;
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        rds(target)
                .call(
                        "CreateDBParameterGroup",
                        c -> c.createDBParameterGroup(r -> r.dbParameterGroupName(target.externalName())
                                .dbParameterGroupFamily(desired.family())
                                .description(desired.description())
                                .tags(RdsTags.list(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var desired = target.desired();
        RdsTags.change(rds(target), observed.outputs().arn(), Tags.edit(target, observed, Parameters::tags));
        if (new Changed(diff).touches("parameters")) {
            var wanted = given(desired.parameters());
            var before = given(observed.parameters().parameters());
            reset(target, wanted, before);
            modify(target, wanted, before);
        }
    }

    private static List<Parameter> given(@Nullable List<Parameter> parameters) {
        return parameters == null ? List.of() : parameters;
    }

    private static void reset(Target<Parameters, AwsSession> target, List<Parameter> wanted, List<Parameter> before) {
        var kept = wanted.stream().map(Parameter::name).collect(Collectors.toSet());
        before.stream()
                .filter(parameter -> !kept.contains(parameter.name()))
                // The one way that static and dynamic settings both take.
                .map(parameter ->
                        new Parameter(parameter.name(), parameter.value(), ApplyMethod.PENDING_REBOOT.toString()))
                .map(DBParameterGroupAdapter::parameter)
                .gather(Gatherers.windowFixed(BATCH))
                .forEach(batch -> rds(target)
                        .call(
                                "ResetDBParameterGroup",
                                c -> c.resetDBParameterGroup(r -> r.dbParameterGroupName(target.externalName())
                                        .parameters(batch))));
    }

    private static void modify(Target<Parameters, AwsSession> target, List<Parameter> wanted, List<Parameter> before) {
        wanted.stream()
                .filter(parameter -> before.stream().noneMatch(earlier -> isSame(parameter, earlier)))
                .map(DBParameterGroupAdapter::parameter)
                .gather(Gatherers.windowFixed(BATCH))
                .forEach(batch -> rds(target)
                        .call(
                                "ModifyDBParameterGroup",
                                c -> c.modifyDBParameterGroup(r -> r.dbParameterGroupName(target.externalName())
                                        .parameters(batch))));
    }

    private static boolean isSame(Parameter wanted, Parameter earlier) {
        return wanted.name().equals(earlier.name())
                && wanted.value().equals(earlier.value())
                && (wanted.applyMethod() == null || wanted.applyMethod().equals(earlier.applyMethod()));
    }

    private static software.amazon.awssdk.services.rds.model.Parameter parameter(Parameter parameter) {
        return software.amazon.awssdk.services.rds.model.Parameter.builder()
                .parameterName(parameter.name())
                .parameterValue(parameter.value())
                .applyMethod(
                        parameter.applyMethod() == null ? ApplyMethod.IMMEDIATE.toString() : parameter.applyMethod())
                .build();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            rds(target)
                    .find(
                            "DeleteDBParameterGroup",
                            c -> c.deleteDBParameterGroup(r -> r.dbParameterGroupName(target.externalName())));
        } catch (CloudException failure) {
            if (failure.code().equals("InvalidDBParameterGroupState")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "databases still use the parameter group; it is deleted when they are gone"));
            }
            throw failure;
        }
    }

    private static Api<RdsClient> rds(Target<Parameters, AwsSession> target) {
        return target.session().rds(target.region());
    }
}
