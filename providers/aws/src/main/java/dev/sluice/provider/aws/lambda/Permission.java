package dev.sluice.provider.aws.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A statement in the policy of a Lambda function. */
@Group("lambda.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "Who may invoke a function of AWS Lambda: one statement of its policy. Its id in AWS, without dots, is the object's own name, or that of the annotation sluice.dev/external-name. Statements carry no tags and cannot be changed: one that exists already is not taken over, and another one is another object.")
@SuppressWarnings("serial")
public class Permission extends ManagedResource<Permission.Parameters, Permission.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.functionName) != has(self.functionRef)",
            message = "give either functionName or functionRef")
    @ValidationRule(
            value = "!has(self.functionUrlAuthType) || self.action == 'lambda:InvokeFunctionUrl'",
            message = "functionUrlAuthType needs action lambda:InvokeFunctionUrl")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the function lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @Size(min = 1, max = 140)
            @JsonPropertyDescription("Name or ARN of the function. Cannot be changed.")
            @Nullable
            String functionName,

            @Immutable
            @Reference(kind = Function.class, output = "name", to = "functionName")
            @JsonPropertyDescription("The function as a Function, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference functionRef,

            @Immutable
            @Pattern("^[A-Za-z0-9$_-]+$")
            @Size(max = 128)
            @JsonPropertyDescription(
                    "A version or an alias of the function. When unset, the function itself. Cannot be changed.")
            @Nullable
            String qualifier,

            @Required
            @Immutable
            @Pattern("^(lambda:[*]|lambda:[a-zA-Z]+|[*])$")
            @Size(max = 64)
            @JsonPropertyDescription("What is allowed, mostly lambda:InvokeFunction. Cannot be changed.")
            String action,

            @Required
            @Immutable
            @Pattern("^[^\\s]+$")
            @Size(max = 256)
            @JsonPropertyDescription(
                    "Who: a service of AWS such as s3.amazonaws.com, the number of an account, the ARN of an IAM identity, or * for everybody. Cannot be changed.")
            String principal,

            @Immutable
            @Pattern("^arn:[a-z-]+:.+$")
            @Size(max = 512)
            @JsonPropertyDescription(
                    "ARN of the resource on whose behalf a service may act; * stands for any text. Cannot be changed.")
            @Nullable
            String sourceArn,

            @Immutable
            @Pattern("^[0-9]{12}$")
            @JsonPropertyDescription(
                    "Account of that resource; needed for S3, whose ARNs name none. Cannot be changed.")
            @Nullable
            String sourceAccount,

            @Immutable
            @Pattern("^o-[a-z0-9]{10,32}$")
            @JsonPropertyDescription("Id of an organization, whose accounts alone are meant. Cannot be changed.")
            @Nullable
            String principalOrgId,

            @Immutable
            @OneOf({"NONE", "AWS_IAM"})
            @JsonPropertyDescription("How those who call the function's URL prove who they are. Cannot be changed.")
            @Nullable
            String functionUrlAuthType) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the statement.") String statementId) {}
}
