package dev.sluice.provider.aws.rds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An RDS parameter group. */
@Group("rds.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "Settings of a database engine in Amazon RDS. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name.")
@SuppressWarnings("serial")
public class DBParameterGroup extends ManagedResource<DBParameterGroup.Parameters, DBParameterGroup.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the group lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Required
            @Immutable
            @Size(min = 1, max = 255)
            @JsonPropertyDescription(
                    "The engine and version that the settings are for, for example postgres17 or mysql8.4. Cannot be changed.")
            String family,

            @Required
            @Immutable
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("What the group is for. Cannot be changed.")
            String description,

            @UnorderedList
            @Size(max = 100)
            @JsonPropertyDescription(
                    "The settings that differ from the engine's own. One that is taken away gets the engine's value again, with the next restart of a database.")
            @Nullable
            List<Parameter> parameters,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** One setting. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parameter(
            @Required
            @Pattern("^[a-z0-9_.]+$")
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("Name of the setting, in lower case as RDS has it.")
            String name,

            @Required @Size(max = 4096) @JsonPropertyDescription("Its value, in quotes where YAML would read a number.")
            String value,

            @ServerDefaulted
            @OneOf({"immediate", "pending-reboot"})
            @JsonPropertyDescription(
                    "When databases get the value: immediate, or pending-reboot, which static settings need. A new setting gets immediate when unset.")
            @Nullable
            String applyMethod) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Name of the group.") String name,

            @JsonPropertyDescription("ARN of the group.") String arn) {}
}
