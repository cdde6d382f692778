package dev.sluice.provider.aws.ec2;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way between a VPC and the internet. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "An internet gateway of Amazon EC2, attached to a VPC. AWS chooses its id. Subnets use it by a route in their RouteTable. It is detached before it is deleted.")
@SuppressWarnings("serial")
public class InternetGateway extends ManagedResource<InternetGateway.Parameters, InternetGateway.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "!(has(self.vpcId) && has(self.vpcRef))", message = "give either vpcId or vpcRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the gateway lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Size(max = 32)
            @Pattern(Ids.VPC)
            @JsonPropertyDescription(
                    "Id of the VPC it is attached to; a VPC has one internet gateway. When unset, it is attached to none.")
            @Nullable
            String vpcId,

            @Reference(kind = Vpc.class, output = "id", to = "vpcId")
            @JsonPropertyDescription("The VPC as a VPC, by name or selector.")
            @Nullable
            ObjectReference vpcRef,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the internet gateway.")
            String id,

            @JsonPropertyDescription("ARN of the internet gateway.")
            String arn) {}
}
