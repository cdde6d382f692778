package dev.sluice.provider.aws.iam;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.iam.OpenIDConnectProvider.Outputs;
import dev.sluice.provider.aws.iam.OpenIDConnectProvider.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;

/** Maps an OpenID Connect provider to IAM. Its URL is its name there, so the object's own name has no meaning. */
final class OpenIDConnectProviderAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final String SCHEME = "https://";

    @Override
    public String region(Parameters desired, AwsSession session) {
        return Iam.REGION;
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var iam = iam(target);
        var arn = arn(target);
        return iam.find(
                        "GetOpenIDConnectProvider",
                        c -> c.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn)))
                .map(provider -> {
                    if (provider.url() == null) {
                        throw iam.incomplete("GetOpenIDConnectProvider");
                    }
                    var tags = Iam.tagMap(provider.tags());
                    return Observed.available(
                            parameters(provider, Tags.parameter(tags)), new Outputs(arn), Tags.owner(tags));
                });
    }

    /** IAM leaves the scheme out. */
    private static Parameters parameters(
            GetOpenIdConnectProviderResponse provider, @Nullable Map<String, String> tags) {
        var url = provider.url();
        return new Parameters(
                url.startsWith(SCHEME) ? url : SCHEME + url,
                provider.clientIDList().isEmpty() ? null : provider.clientIDList(),
                provider.thumbprintList().isEmpty() ? null : provider.thumbprintList(),
                tags);
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        iam(target)
                .call(
                        "CreateOpenIDConnectProvider",
                        c -> c.createOpenIDConnectProvider(r -> r.url(desired.url())
                                .clientIDList(desired.clientIdList())
                                .thumbprintList(desired.thumbprintList())
                                .tags(Iam.tagList(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var changed = new Changed(diff);
        tags(target, observed);
        if (changed.touches("clientIdList")) {
            clientIds(target, observed.parameters());
        }
        if (changed.touches("thumbprintList")) {
            iam(target)
                    .call(
                            "UpdateOpenIDConnectProviderThumbprint",
                            c -> c.updateOpenIDConnectProviderThumbprint(r -> r.openIDConnectProviderArn(arn(target))
                                    .thumbprintList(target.desired().thumbprintList())));
        }
    }

    /** IAM takes them one by one. */
    private static void clientIds(Target<Parameters, AwsSession> target, Parameters observed) {
        var arn = arn(target);
        var wanted = listed(target.desired().clientIdList());
        var before = listed(observed.clientIdList());
        wanted.stream()
                .filter(id -> !before.contains(id))
                .forEach(id -> iam(target)
                        .call(
                                "AddClientIDToOpenIDConnectProvider",
                                c -> c.addClientIDToOpenIDConnectProvider(
                                        r -> r.openIDConnectProviderArn(arn).clientID(id))));
        before.stream()
                .filter(id -> !wanted.contains(id))
                .forEach(id -> iam(target)
                        .call(
                                "RemoveClientIDFromOpenIDConnectProvider",
                                c -> c.removeClientIDFromOpenIDConnectProvider(
                                        r -> r.openIDConnectProviderArn(arn).clientID(id))));
    }

    private static List<String> listed(@Nullable List<String> ids) {
        return ids == null ? List.of() : ids;
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> iam(target)
                                .call(
                                        "TagOpenIDConnectProvider",
                                        c -> c.tagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn(target))
                                                .tags(Iam.tagList(put)))),
                        removed -> iam(target)
                                .call(
                                        "UntagOpenIDConnectProvider",
                                        c -> c.untagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn(target))
                                                .tagKeys(removed))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        iam(target)
                .find(
                        "DeleteOpenIDConnectProvider",
                        c -> c.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn(target))));
    }

    private static String arn(Target<Parameters, AwsSession> target) {
        return Iam.arn(
                target.session(), "oidc-provider/" + target.desired().url().substring(SCHEME.length()));
    }

    private static Api<IamClient> iam(Target<Parameters, AwsSession> target) {
        return target.session().iam();
    }
}
