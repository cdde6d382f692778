package dev.sluice.provider.aws.kms;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.kms.Alias.Outputs;
import dev.sluice.provider.aws.kms.Alias.Parameters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;

/** Maps an alias to KMS. Which key it stands for is asked by using it: aliases cannot be looked up by name. */
final class AliasAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final String PREFIX = "alias/";

    @Override
    public boolean carriesOwnerTag() {
        return false;
    }

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var kms = kms(target);
        var alias = alias(target);
        return kms.find("DescribeKey", c -> c.describeKey(r -> r.keyId(alias)).keyMetadata())
                .map(key -> {
                    if (key.keyId() == null || key.arn() == null) {
                        throw kms.incomplete("DescribeKey");
                    }
                    return Observed.available(
                            new Parameters(
                                    target.region(),
                                    isArn(target.desired().targetKeyId()) ? key.arn() : key.keyId(),
                                    null),
                            new Outputs(arn(target), alias),
                            null);
                });
    }

    /** A key is reported the way it was wished for. */
    private static boolean isArn(@Nullable String key) {
        return key != null && key.startsWith("arn:");
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        kms(target)
                .call(
                        "CreateAlias",
                        c -> c.createAlias(r -> r.aliasName(alias(target))
                                .targetKeyId(target.desired().targetKeyId())));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        kms(target)
                .call(
                        "UpdateAlias",
                        c -> c.updateAlias(r -> r.aliasName(alias(target))
                                .targetKeyId(target.desired().targetKeyId())));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        kms(target).find("DeleteAlias", c -> c.deleteAlias(r -> r.aliasName(alias(target))));
    }

    private static String alias(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        return name.startsWith(PREFIX) ? name : PREFIX + name;
    }

    private static String arn(Target<Parameters, AwsSession> target) {
        return "arn:%s:kms:%s:%s:%s"
                .formatted(
                        Regions.partition(target.region()),
                        target.region(),
                        target.session().account(),
                        alias(target));
    }

    private static Api<KmsClient> kms(Target<Parameters, AwsSession> target) {
        return target.session().kms(target.region());
    }
}
