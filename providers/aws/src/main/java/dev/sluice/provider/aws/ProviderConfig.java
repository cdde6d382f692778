package dev.sluice.provider.aws;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.Durations;
import dev.sluice.api.field.OneOf;
import dev.sluice.provider.AllowedNamespaces;
import dev.sluice.provider.ConfigStatus;
import dev.sluice.provider.NamespaceRestricted;
import dev.sluice.provider.aws.client.Regions;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How to reach AWS. Cluster-scoped, because the credentials of an account are not one namespace's affair. */
@Group("aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "How to reach one account of AWS: where, and with whose credentials. Managed resources name it in spec.providerConfigRef; the one named default is used by those that name none.")
@AdditionalPrinterColumn(
        name = "Ready",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Account", type = Type.STRING, jsonPath = ".status.account")
@AdditionalPrinterColumn(name = "Region", type = Type.STRING, jsonPath = ".spec.region")
@AdditionalPrinterColumn(name = "Source", type = Type.STRING, jsonPath = ".spec.credentials.source")
@AdditionalPrinterColumn(name = "Endpoint", type = Type.STRING, jsonPath = ".spec.endpoint", priority = 1)
@AdditionalPrinterColumn(name = "Identity", type = Type.STRING, jsonPath = ".status.identity", priority = 1)
@AdditionalPrinterColumn(
        name = "Message",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1)
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@SuppressWarnings("serial")
public class ProviderConfig extends CustomResource<ProviderConfig.Spec, ConfigStatus> {
    /** What a URL that stands for AWS looks like. */
    private static final String URL = "^https?://[A-Za-z0-9.\\[\\]:-]+(/[A-Za-z0-9._/-]*)?$";

    private static final String ROLE_ARN = "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}$";
    private static final String SESSION_NAME = "^[A-Za-z0-9_+=,.@-]{2,64}$";

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription(
                    "Region in which the credentials are checked, for example eu-west-1. Default: us-east-1. A resource names its own region.")
            @Nullable
            String region,

            @Pattern(URL)
            @Size(max = 512)
            @JsonPropertyDescription(
                    "URL that takes the place of AWS's own endpoints, for an emulator, for example http://127.0.0.1:5000. Buckets are then addressed by path.")
            @Nullable
            String endpoint,

            @Size(max = 32)
            @JsonPropertyDescription(
                    "URLs for single services, in place of endpoint, by the service's name as in the API group of its kinds: s3, sqs, ec2; sts for the credentials.")
            @Nullable
            Map<String, String> endpoints,

            @Pattern("^[0-9]{12}$")
            @JsonPropertyDescription(
                    "The account that the credentials must be of. With those of another nothing is done at all.")
            @Nullable
            String accountId,

            @Required @JsonPropertyDescription("Whose credentials are used.")
            Credentials credentials,

            @Size(max = 5)
            @JsonPropertyDescription(
                    "Roles to assume, in this order, each with the credentials of the one before; the first with those of credentials.")
            @Nullable
            List<AssumeRole> assumeRoleChain,

            @JsonPropertyDescription(
                    "The namespaces whose resources may use this configuration. Default: all. Others wait with the reason ProviderConfigNotAllowed; what a resource has created already it may still delete.")
            @Nullable
            AllowedNamespaces allowedNamespaces)
            implements NamespaceRestricted {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "(self.source == 'Secret') == has(self.secretRef)",
            message = "secretRef is required with source Secret, and not allowed with another")
    @ValidationRule(
            value = "(self.source == 'WebIdentity') == has(self.webIdentity)",
            message = "webIdentity is required with source WebIdentity, and not allowed with another")
    public record Credentials(
            @Required
            @OneOf({"Secret", "Environment", "WebIdentity", "InstanceRole"})
            @JsonPropertyDescription(
                    "Secret: keys in a Secret. WebIdentity: a role by a token (IRSA). InstanceRole: the role of the machine, by IMDSv2. Environment: what Sluice's own process has, which is the first of AWS_ACCESS_KEY_ID, web identity, the role of its container, that of its machine.")
            String source,

            @JsonPropertyDescription("The Secret, for source Secret.") @Nullable
            SecretReference secretRef,

            @JsonPropertyDescription("The role and its token, for source WebIdentity.") @Nullable
            WebIdentity webIdentity) {}

    public record SecretReference(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Namespace of the Secret.")
            String namespace,

            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription(
                    "Name of the Secret. Keys: accessKeyId, secretAccessKey and, for temporary credentials, sessionToken.")
            String name) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.tokenFile) && has(self.serviceAccountRef))",
            message = "tokenFile and serviceAccountRef exclude each other")
    @ValidationRule(
            value = "!has(self.audience) || has(self.serviceAccountRef)",
            message = "audience is for serviceAccountRef; a token in a file has its audience already")
    public record WebIdentity(
            @Required
            @Pattern(ROLE_ARN)
            @Size(max = 600)
            @JsonPropertyDescription("ARN of the role, whose trust policy names the token's issuer.")
            String roleArn,

            @Size(max = 512)
            @JsonPropertyDescription(
                    "File with the token, in Sluice's container; read again whenever the role is assumed. Default: the value of AWS_WEB_IDENTITY_TOKEN_FILE. Only a token for AWS STS is sent.")
            @Nullable
            String tokenFile,

            @JsonPropertyDescription(
                    "A ServiceAccount of which Sluice requests tokens, so that each configuration can be another identity.")
            @Nullable
            ServiceAccountReference serviceAccountRef,

            @OneOf({"sts.amazonaws.com", "sts.amazonaws.com.cn"})
            @JsonPropertyDescription("Audience of the requested token. Default: sts.amazonaws.com.")
            @Nullable
            String audience,

            @Pattern(SESSION_NAME)
            @JsonPropertyDescription("Name of the session in AWS's records. Default: sluice- and this object's name.")
            @Nullable
            String sessionName) {}

    public record ServiceAccountReference(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Namespace of the ServiceAccount.")
            String namespace,

            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the ServiceAccount.")
            String name) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AssumeRole(
            @Required @Pattern(ROLE_ARN) @Size(max = 600) @JsonPropertyDescription("ARN of the role.")
            String roleArn,

            @Pattern("^[A-Za-z0-9_+=,.@:/-]{2,}$")
            @Size(max = 1224)
            @JsonPropertyDescription("What the role's trust policy demands as sts:ExternalId.")
            @Nullable
            String externalId,

            @Pattern(SESSION_NAME)
            @JsonPropertyDescription("Name of the session in AWS's records. Default: sluice- and this object's name.")
            @Nullable
            String sessionName,

            @Pattern(Durations.PATTERN)
            @JsonPropertyDescription(
                    "How long each session lasts, 15m to 12h; it is renewed before its end. AWS allows at most 1h for a role that is assumed by a role. Default: 1h.")
            @Nullable
            String duration,

            @Size(max = 50) @JsonPropertyDescription("Session tags.") @Nullable
            Map<String, String> tags,

            @Size(max = 50) @JsonPropertyDescription("Keys of tags that the roles after this one get too.") @Nullable
            List<String> transitiveTagKeys) {}

    @Override
    protected Spec initSpec() {
        return new Spec(null, null, null, null, new Credentials("Environment", null, null), null, null);
    }
}
