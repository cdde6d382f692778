package dev.sluice.provider.aws.ec2;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
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

/** A public address that stays. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Kind("ElasticIP")
@Describes(
        "A public IPv4 address of Amazon EC2 that is the account's until it is deleted; then it is lost. AWS chooses its id and the address. It goes to an instance by instanceRef; a NATGateway takes it by elasticIpRef.")
@SuppressWarnings("serial")
public class ElasticIp extends ManagedResource<ElasticIp.Parameters, ElasticIp.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.instanceId) && has(self.instanceRef))",
            message = "give either instanceId or instanceRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the address is used in, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @ServerDefaulted
            @Size(max = 64)
            @Pattern("^(amazon|ipv4pool-ec2-[0-9a-f]+)$")
            @JsonPropertyDescription(
                    "Pool the address comes from, for addresses you brought to AWS. AWS's default: amazon. Cannot be changed.")
            @Nullable
            String publicIpv4Pool,

            @Immutable
            @ServerDefaulted
            @Size(max = 64)
            @Pattern("^[a-z0-9-]+$")
            @JsonPropertyDescription(
                    "Zones from which AWS announces the address, for local zones. AWS's default: the region. Cannot be changed.")
            @Nullable
            String networkBorderGroup,

            @Size(max = 32)
            @Pattern(Ids.INSTANCE)
            @JsonPropertyDescription(
                    "Id of the instance that has the address. When unset, no instance; a NAT gateway or a network interface may.")
            @Nullable
            String instanceId,

            @Reference(kind = Instance.class, output = "id", to = "instanceId")
            @JsonPropertyDescription("The instance as an Instance, by name or selector.")
            @Nullable
            ObjectReference instanceRef,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Allocation id of the address.")
            String id,

            @JsonPropertyDescription("ARN of the address.") String arn,

            @JsonPropertyDescription("The address itself.") String publicIp) {}
}
