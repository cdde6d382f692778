package dev.sluice.provider.aws.lambda;

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
import dev.sluice.provider.aws.lambda.Function.Outputs;
import dev.sluice.provider.aws.lambda.Function.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** Maps a function to Lambda: one call reads it; code and configuration are changed by two, and not at once. */
final class FunctionAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return lambda(target)
                .find("GetFunction", c -> c.getFunction(r -> r.functionName(target.externalName())))
                .map(answer -> read(target, answer));
    }

    private static Observed<Parameters, Outputs> read(
            Target<Parameters, AwsSession> target, GetFunctionResponse answer) {
        var configuration = answer.configuration();
        if (configuration == null || configuration.functionArn() == null) {
            throw lambda(target).incomplete("GetFunction");
        }
        return new Observed<>(
                FunctionParameters.of(target.region(), target.desired(), answer),
                new Outputs(configuration.functionName(), configuration.functionArn(), configuration.codeSha256()),
                Tags.owner(answer.tags()),
                state(configuration),
                message(configuration),
                null);
    }

    private static Observed.State state(FunctionConfiguration configuration) {
        if ("InProgress".equals(configuration.lastUpdateStatusAsString())) {
            return Observed.State.UPDATING;
        }
        return switch (String.valueOf(configuration.stateAsString())) {
            // An inactive one has not been called for long, and comes back with the next call.
            case "Active", "Inactive", "ActiveNonInvocable" -> Observed.State.AVAILABLE;
            case "Pending" -> Observed.State.CREATING;
            case "Deleting" -> Observed.State.DELETING;
            case "Failed" -> Observed.State.FAILED;
            default -> Observed.State.UPDATING;
        };
    }

    private static String message(FunctionConfiguration configuration) {
        var state = state(configuration) == Observed.State.UPDATING
                ? "being updated"
                : String.valueOf(configuration.stateAsString());
        var reason = configuration.stateReason();
        return reason == null || reason.isEmpty() ? state : state + ": " + reason;
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        var tags = Tags.wanted(desired.tags(), target.ownerUid());
        tags.put(FunctionCode.SOURCE_TAG, FunctionCode.source(desired.code()));
        var request = FunctionParameters.create(CreateFunctionRequest.builder(), desired)
                .functionName(target.externalName())
                .tags(tags)
                .build();
        withRole(() -> lambda(target).call("CreateFunction", c -> c.createFunction(request)));
        return target.externalName();
    }

    /**
     * Tags and concurrency at once, then configuration or code: Lambda refuses the one until the other is done. The
     * kernel observes again and plans what is left.
     */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var changed = new Changed(diff);
        tags(target, observed);
        if (changed.touches("reservedConcurrentExecutions")) {
            concurrency(target);
        }
        var configuration = FunctionParameters.update(target.desired(), changed);
        if (configuration.isPresent()) {
            withRole(() -> lambda(target)
                    .call(
                            "UpdateFunctionConfiguration",
                            c -> c.updateFunctionConfiguration(configuration.get().toBuilder()
                                    .functionName(target.externalName())
                                    .build())));
        } else if (changed.touches("code") || changed.touches("architecture")) {
            code(target, observed.outputs().arn());
        }
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var arn = observed.outputs().arn();
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> lambda(target)
                                .call(
                                        "TagResource",
                                        c -> c.tagResource(r -> r.resource(arn).tags(put))),
                        removed -> lambda(target)
                                .call(
                                        "UntagResource",
                                        c -> c.untagResource(
                                                r -> r.resource(arn).tagKeys(removed))));
    }

    private static void concurrency(Target<Parameters, AwsSession> target) {
        var reserved = target.desired().reservedConcurrentExecutions();
        if (reserved == null) {
            lambda(target)
                    .call(
                            "DeleteFunctionConcurrency",
                            c -> c.deleteFunctionConcurrency(r -> r.functionName(target.externalName())));
        } else {
            lambda(target)
                    .call(
                            "PutFunctionConcurrency",
                            c -> c.putFunctionConcurrency(
                                    r -> r.functionName(target.externalName()).reservedConcurrentExecutions(reserved)));
        }
    }

    private static void code(Target<Parameters, AwsSession> target, String arn) {
        var desired = target.desired();
        var code = desired.code();
        var zip = FunctionCode.zipOrNull(code);
        var uploaded = lambda(target)
                .call(
                        "UpdateFunctionCode",
                        c -> c.updateFunctionCode(r -> {
                            r.functionName(target.externalName())
                                    .s3Bucket(code.s3Bucket())
                                    .s3Key(code.s3Key())
                                    .s3ObjectVersion(code.s3ObjectVersion())
                                    .zipFile(zip)
                                    .imageUri(code.imageUri());
                            if (desired.architecture() != null) {
                                r.architecturesWithStrings(desired.architecture());
                            }
                        }));
        // After the code itself: a source that is written stands for code that was taken from there.
        var source = Map.of(FunctionCode.SOURCE_TAG, FunctionCode.source(code));
        lambda(target)
                .call("TagResource", c -> c.tagResource(r -> r.resource(arn).tags(source)));
        FunctionCode.check(code, uploaded.codeSha256());
    }

    /** A role that was created a moment ago is not known everywhere yet, and Lambda then takes it for a wrong one. */
    private static void withRole(Runnable call) {
        try {
            call.run();
        } catch (CloudException failure) {
            if (failure.error().message().contains("cannot be assumed by Lambda")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Transient(failure.error().message()
                                + " A new role takes some seconds; else let lambda.amazonaws.com assume it."));
            }
            throw failure;
        }
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        lambda(target).find("DeleteFunction", c -> c.deleteFunction(r -> r.functionName(target.externalName())));
    }

    private static Api<LambdaClient> lambda(Target<Parameters, AwsSession> target) {
        return target.session().lambda(target.region());
    }
}
