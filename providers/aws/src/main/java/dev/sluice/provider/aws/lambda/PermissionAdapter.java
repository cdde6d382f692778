package dev.sluice.provider.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.lambda.Permission.Outputs;
import dev.sluice.provider.aws.lambda.Permission.Parameters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Maps a permission to Lambda, which turns it into a statement of the function's policy and reports that. */
final class PermissionAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public boolean carriesOwnerTag() {
        return false;
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        if (desired.functionName() == null) {
            // The function that it referred to has gone, and its policy with it.
            return Optional.empty();
        }
        return lambda(target)
                .find(
                        "GetPolicy",
                        c -> c.getPolicy(r ->
                                        r.functionName(desired.functionName()).qualifier(desired.qualifier()))
                                .policy())
                .flatMap(policy -> statement(Json.read(policy), target.externalName()))
                .map(statement ->
                        Observed.available(parameters(desired, statement), new Outputs(target.externalName()), null));
    }

    private static Optional<JsonNode> statement(JsonNode policy, String id) {
        return policy.path("Statement")
                .valueStream()
                .filter(statement -> statement.path("Sid").asText().equals(id))
                .findFirst();
    }

    private static Parameters parameters(Parameters desired, JsonNode statement) {
        return new Parameters(
                desired.region(),
                desired.functionName(),
                null,
                desired.qualifier(),
                statement.path("Action").asText(),
                principal(desired.principal(), statement.path("Principal")),
                condition(statement, "aws:SourceArn"),
                condition(statement, "aws:SourceAccount"),
                condition(statement, "aws:PrincipalOrgID"),
                condition(statement, "lambda:FunctionUrlAuthType"));
    }

    /** An account that is wished for by its number is reported by the ARN of its root. */
    private static String principal(String wished, JsonNode principal) {
        var text = principal.isTextual()
                ? principal.asText()
                : principal.path("Service").asText(principal.path("AWS").asText());
        return text.endsWith("::" + wished + ":root") ? wished : text;
    }

    /** The value of a condition key, whose case does not matter, under whatever operator. */
    private static @Nullable String condition(JsonNode statement, String key) {
        return statement
                .path("Condition")
                .valueStream()
                .flatMap(operator -> operator.properties().stream())
                .filter(condition -> condition.getKey().equalsIgnoreCase(key))
                .map(condition -> condition.getValue().asText())
                .findFirst()
                .orElse(null);
    }

    /** Lambda refuses a statement whose id exists. */
    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        lambda(target)
                .call(
                        "AddPermission",
                        c -> c.addPermission(r -> r.functionName(desired.functionName())
                                .qualifier(desired.qualifier())
                                .statementId(target.externalName())
                                .action(desired.action())
                                .principal(desired.principal())
                                .sourceArn(desired.sourceArn())
                                .sourceAccount(desired.sourceAccount())
                                .principalOrgID(desired.principalOrgId())
                                .functionUrlAuthType(desired.functionUrlAuthType())));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        // All of a permission is immutable.
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        if (desired.functionName() != null) {
            lambda(target)
                    .find(
                            "RemovePermission",
                            c -> c.removePermission(r -> r.functionName(desired.functionName())
                                    .qualifier(desired.qualifier())
                                    .statementId(target.externalName())));
        }
    }

    private static Api<LambdaClient> lambda(Target<Parameters, AwsSession> target) {
        return target.session().lambda(target.region());
    }
}
