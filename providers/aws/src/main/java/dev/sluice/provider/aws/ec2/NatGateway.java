package dev.sluice.provider.aws.ec2;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way out for what has no public address. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Kind("NATGateway")
@Describes(
        "A NAT gateway of Amazon EC2: instances without public addresses reach others through it and are not reached. AWS chooses its id. It stands in a public subnet, and the route tables of the private ones send traffic to it. It costs money by the hour and by what passes.")
@SuppressWarnings("serial")
public class NatGateway extends ManagedResource<NatGateway.Parameters, NatGateway.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.subnetId) != has(self.subnetRef)", message = "give either subnetId or subnetRef")
    @ValidationRule(
            value = "!(has(self.allocationId) && has(self.elasticIpRef))",
            message = "give either allocationId or elasticIpRef")
    @ValidationRule(
            value =
                    "(has(self.connectivityType) && self.connectivityType == 'private') != (has(self.allocationId) || has(self.elasticIpRef))",
            message = "a public NAT gateway needs allocationId or elasticIpRef, a private one takes neither")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region of the subnet, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @Size(max = 32)
            @Pattern(Ids.SUBNET)
            @JsonPropertyDescription("Id of the subnet it stands in. Cannot be changed.")
            @Nullable
            String subnetId,

            @Immutable
            @Reference(kind = Subnet.class, output = "id", to = "subnetId")
            @JsonPropertyDescription("The subnet as a Subnet, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference subnetRef,

            @Immutable
            @ServerDefaulted
            @OneOf({"public", "private"})
            @JsonPropertyDescription(
                    "public leads to the internet, private to other networks only. AWS's default: public. Cannot be changed.")
            @Nullable
            String connectivityType,

            @Immutable
            @Size(max = 32)
            @Pattern(Ids.ALLOCATION)
            @JsonPropertyDescription(
                    "Allocation id of the public address that others see. For public ones only. Cannot be changed.")
            @Nullable
            String allocationId,

            @Immutable
            @Reference(kind = ElasticIp.class, output = "id", to = "allocationId")
            @JsonPropertyDescription("The public address as an ElasticIP, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference elasticIpRef,

            @Immutable
            @ServerDefaulted
            @Size(max = 15)
            @Pattern("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$")
            @JsonPropertyDescription("Its address within the subnet. AWS chooses one when unset. Cannot be changed.")
            @Nullable
            String privateIpAddress,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the NAT gateway.")
            String id,

            @JsonPropertyDescription("ARN of the NAT gateway.")
            String arn,

            @JsonPropertyDescription("Address that others see.") @Nullable
            String publicIp,

            @JsonPropertyDescription("Address within the subnet.") @Nullable
            String privateIp) {}
}
